// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Lint rules. STYLE.md says in words what this file checks; a rule that changes here changes there.
 * The import graph has its own judge: .dependency-cruiser.cjs.
 */
import eslint from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const TESTS = ["**/*.test.ts", "**/*.test.tsx", "**/*.browser-test.ts", "**/*.browser-test.tsx", "tests/**/*.ts"];

const SUBTLE = "Only packages/crypto touches WebCrypto: use a door of @nightlatch/crypto.";
const NO_SUBTLE = [
  { selector: "MemberExpression[property.name='subtle']", message: SUBTLE },
  { selector: "MemberExpression[property.value='subtle']", message: SUBTLE },
  { selector: "ObjectPattern > Property[key.name='subtle']", message: SUBTLE },
];
const ERASABLE = [
  { selector: "TSEnumDeclaration", message: "No enum: use a union of literals." },
  { selector: "TSModuleDeclaration[kind='namespace']", message: "No namespace: a file is one already." },
  { selector: "TSParameterProperty", message: "No parameter property: Node strips types, it does not compile them." },
];
// A path that is computed at run time is a path that .dependency-cruiser.cjs cannot see.
const VISIBLE_IMPORTS = [
  { selector: "ImportExpression[source.type!='Literal']", message: "Import a literal path: the graph must see it." },
  {
    selector: "MemberExpression[object.name='process'][property.name='getBuiltinModule']",
    message: "Import built-in modules by name: the graph must see them.",
  },
  {
    selector:
      ":matches(ImportDeclaration, ImportExpression, ExportNamedDeclaration, ExportAllDeclaration)[source.value=/^(node:)?(module|vm)$/]",
    message: "No createRequire and no vm: the graph must see every import.",
  },
];

export default defineConfig(
  globalIgnores(["**/dist/", "**/.cache/", "data/", "test-results/", "playwright-report/"]),
  eslint.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      // `type` for shapes: unions and Readonly<…> are as common here as plain objects.
      "@typescript-eslint/consistent-type-definitions": "off",
      // Its advice is `!`, which the next rule forbids.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // A number in a message is plain enough; objects and undefined are the bugs this rule is for.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // `void promise` says on purpose what would otherwise be an accident.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-meaningless-void-operator": "off",
      // `while (true)` around a read loop is the honest shape.
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      // A port's promise may be kept by code that has nothing to wait for.
      "@typescript-eslint/require-await": "off",
      "max-lines": ["error", { max: 300 }],
      "no-restricted-syntax": ["error", ...ERASABLE, ...NO_SUBTLE],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    name: "what ships",
    files: ["{apps,packages}/**/*.{ts,tsx}"],
    rules: { "no-restricted-syntax": ["error", ...ERASABLE, ...NO_SUBTLE, ...VISIBLE_IMPORTS] },
  },
  {
    name: "the one door to WebCrypto",
    files: ["packages/crypto/src/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", ...ERASABLE, ...VISIBLE_IMPORTS] },
  },
  {
    name: "programs that speak to a terminal",
    files: ["apps/cli/**/*.ts", "apps/*/src/main.ts", "tools/**", "bench/**", "vectors/**"],
    rules: { "no-console": "off" },
  },
  {
    name: "React",
    files: ["{apps/household-web,apps/staff-console,packages/ui-kit}/src/**/*.{ts,tsx}"],
    extends: [reactHooks.configs.flat["recommended-latest"]],
  },
  {
    name: "tests",
    files: TESTS,
    rules: {
      // expect(store.read).toHaveBeenCalled and friends take methods as values.
      "@typescript-eslint/unbound-method": "off",
      // expect.any() and its like are typed `any`.
      "@typescript-eslint/no-unsafe-assignment": "off",
      // A second backend is compared with the runtime's own WebCrypto.
      "no-restricted-syntax": ["error", ...ERASABLE],
    },
  },
  {
    name: "plain scripts and configuration, which Node runs as they are",
    files: ["**/*.js", "**/*.mjs", "**/*.cjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        module: "writable",
        URL: "readonly",
        setTimeout: "readonly",
      },
    },
    rules: { "no-console": "off" },
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
);
