// Types of the API, generated from ../schema/schema.graphql: node build/codegen.mjs [--check]
//
// Every folder of FOLDERS that holds .graphql documents gets one file gql.ts with their types, so that a feature owns
// its own and two features never change the same generated file. Fragments of src/components may be used anywhere.
// With --check nothing is written, and what is stale is named.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { preset } from "@graphql-codegen/client-preset";
import { codegen } from "@graphql-codegen/core";
import { buildSchema, isInterfaceType, isObjectType, isUnionType, parse, printSchema, visit } from "graphql";

const WEB = join(dirname(fileURLToPath(import.meta.url)), "..");
const SHARED = "src/components";
const CONFIG = {
  scalars: { Date: "string", DateTime: "string", JSON: "unknown" },
  strictScalars: true,
  enumsAsTypes: true,
  useTypeImports: true,
  skipTypename: true,
  immutableTypes: true,
};

const schemaAst = buildSchema(readFileSync(join(WEB, "../schema/schema.graphql"), "utf8"));
const schema = parse(printSchema(schemaAst));

/** The folders that own documents: shared components, the session, the live feed ..., and each feature. */
function folders() {
  const below = (parent) =>
    readdirSync(join(WEB, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${parent}/${entry.name}`);
  return [SHARED, ...below("src/lib"), ...below("src/features"), "src/app"];
}

function documentsIn(folder) {
  return readdirSync(join(WEB, folder), { recursive: true })
    .filter((name) => name.endsWith(".graphql"))
    .sort()
    .map((name) => {
      const location = join(folder, name);
      const rawSDL = readFileSync(join(WEB, location), "utf8");
      return { location, rawSDL, document: parse(rawSDL) };
    });
}

/** Those of the shared documents whose fragments the documents spread, directly or not. */
function sharedBy(documents, shared) {
  const found = new Set();
  const look = (document) =>
    visit(document, {
      FragmentSpread: ({ name }) => {
        const owner = shared.find((each) => each.document.definitions.some((one) => one.name?.value === name.value));
        if (owner === undefined || found.has(owner)) return;
        found.add(owner);
        look(owner.document);
      },
    });
  documents.forEach(({ document }) => look(document));
  return shared.filter((each) => found.has(each));
}

async function typesOf(documents) {
  const [section] = await preset.buildGeneratesSection({
    baseOutputDir: "./",
    schema,
    schemaAst,
    documents,
    config: CONFIG,
    presetConfig: { fragmentMasking: false },
    plugins: [],
    pluginMap: {},
    documentTransforms: [],
  });
  const config = { ...section.config, onlyOperationTypes: true };
  return codegen({ ...section, config, schemaAst, documentTransforms: [] });
}

/** What the normalized cache must know: which types an interface has, and which have no id of their own. */
function cacheFacts() {
  const types = Object.values(schemaAst.getTypeMap()).filter((type) => !type.name.startsWith("__"));
  const abstract = types.filter((type) => isInterfaceType(type) || isUnionType(type));
  const possible = Object.fromEntries(
    abstract.map((type) => [type.name, schemaAst.getPossibleTypes(type).map((each) => each.name)]),
  );
  const roots = ["Query", "Mutation", "Subscription"];
  const embedded = types.filter(
    (type) => isObjectType(type) && !roots.includes(type.name) && !("id" in type.getFields()),
  );
  const lines = [
    "/** Which types an interface or a union has. */",
    `export const possibleTypes: Record<string, string[]> = ${JSON.stringify(possible, null, 2)};`,
    "",
    "/** Types without an id: they are part of whatever holds them. */",
    `export const embeddedTypes: readonly string[] = ${JSON.stringify(
      embedded.map((type) => type.name),
      null,
      2,
    )};`,
  ];
  return `/* eslint-disable */\n${lines.join("\n")}\n`;
}

async function generated() {
  const shared = documentsIn(SHARED);
  const files = new Map([["src/lib/graphql/schema.ts", cacheFacts()]]);
  for (const folder of folders()) {
    const own = documentsIn(folder);
    const used = folder === SHARED ? [] : sharedBy(own, shared);
    files.set(`${folder}/gql.ts`, own.length === 0 ? null : `${(await typesOf([...used, ...own])).trimEnd()}\n`);
  }
  return files;
}

function present(path) {
  try {
    return readFileSync(join(WEB, path), "utf8");
  } catch {
    return null;
  }
}

const stale = [...(await generated())].filter(([path, text]) => present(path) !== text);
if (process.argv.includes("--check")) {
  stale.forEach(([path]) =>
    console.error(`${path} is stale: run npm run codegen in ${relative(process.cwd(), WEB) || "."}`),
  );
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  stale.forEach(([path, text]) => (text === null ? rmSync(join(WEB, path)) : writeFileSync(join(WEB, path), text)));
}
