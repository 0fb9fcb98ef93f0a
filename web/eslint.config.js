import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Whatever is in `files` imports none of `layers`, and nothing by climbing out of its folder. */
function zone(files, layers, message) {
  const patterns = [
    ...(layers.length === 0 ? [] : [{ group: layers, message }]),
    { group: ["../../*", "../../../*"], message: "Import from @/ what is not near." },
  ];
  return { files, rules: { "no-restricted-imports": ["error", { patterns }] } };
}

export default tseslint.config(
  { ignores: ["dist/", "playground/", "**/gql.ts", "src/lib/graphql/schema.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      eqeqeq: "error",
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [reactHooks.configs.flat.recommended, jsxA11y.flatConfigs.recommended],
    languageOptions: { globals: globals.browser },
  },
  // A test that finds nothing fails in the same line.
  { files: ["**/*.test.{ts,tsx}"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
  { files: ["*.{js,mjs,cjs}", "build/*.mjs"], languageOptions: { globals: globals.node } },
  { files: ["public/*.js"], languageOptions: { globals: globals.browser, sourceType: "script" } },
  zone(["src/lib/**"], ["@/components/*", "@/features/*", "@/app/*"], "src/lib knows no components, features or app."),
  zone(["src/components/**"], ["@/features/*", "@/app/*"], "src/components knows no features and no app."),
  zone(
    ["src/features/**"],
    ["@/features/*", "@/app/*"],
    "A feature knows lib and components only: what two features need belongs there.",
  ),
  zone(["src/app/**"], [], ""),
);
