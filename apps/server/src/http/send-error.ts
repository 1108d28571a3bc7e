// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Every failure becomes the contract's error body. What is not expected is a bug: logged in full, told in brief. */
import { errorRow, type ErrorBody } from "@nightlatch/api-contract";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { BytesError } from "@nightlatch/bytes";
import { ProtocolError } from "@nightlatch/protocol/wire";
import { ApiError } from "../errors.ts";

export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const told = apiErrorOf(error);
  if (told.code === "server.bug") request.log.error({ event: "bug", err: error }, "a request failed by a bug");
  void reply.code(errorRow(told.code).status).type("application/json").send(errorBodyOf(told));
}

export function errorBodyOf({ code, message, advice, details }: ApiError): ErrorBody {
  return { error: { code, message, advice: advice ?? "", ...(details === undefined ? {} : { details }) } };
}

function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    const place = `${error.validationContext ?? "request"}${first?.instancePath ?? ""}`;
    return new ApiError("request.malformed", `${place}: ${first?.message ?? "not as the contract says"}`);
  }
  if (error instanceof ProtocolError || error instanceof BytesError) {
    return new ApiError("request.malformed", error.message, { cause: error });
  }
  const { statusCode } = error as Partial<FastifyError>;
  if (statusCode === 413) return new ApiError("request.too_large", "the body is too large");
  if (statusCode === 429) return new ApiError("rate.limited", "too many requests");
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ApiError("request.malformed", "not a well-formed request", { cause: error });
  }
  return new ApiError("server.bug", "an unexpected failure", { cause: error });
}
