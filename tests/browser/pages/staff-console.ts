// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A staff console in a browser of its own, with a virtual authenticator that verifies its user. */
import { expect, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { watchConsole } from "../watch-console.ts";

/** Several browsers at once on a busy machine: each has its own share of it. */
export const patiently = expect.configure({ timeout: 25_000 });

export class StaffConsole {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page, complaints: readonly string[]) {
    this.#context = context;
    this.page = page;
    this.complaints = complaints;
  }

  static async open(browser: Browser, origin: string, options = {}): Promise<StaffConsole> {
    const context = await browser.newContext({ ...options, baseURL: origin });
    const page = await context.newPage();
    const complaints = watchConsole(page);
    const devtools = await context.newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto("/");
    return new StaffConsole(context, page, complaints);
  }

  /** Makes the device's keys. @returns the offer that its screen shows */
  async makeOffer(name: string): Promise<string> {
    await this.page.getByLabel("Your name").fill(name);
    await this.page.getByRole("button", { name: "Make this device's keys" }).click();
    const offer = this.page.getByRole("textbox", { name: "Offer" });
    await patiently(offer).toContainText("nightlatch-staff:");
    return (await offer.innerText()).trim();
  }

  async signIn(): Promise<void> {
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await patiently(this.page.getByRole("navigation", { name: "Main" })).toBeVisible();
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
