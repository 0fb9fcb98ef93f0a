import { gzipSync } from "node:zlib";

import type { Plugin } from "vite";

interface Options {
  /** The module of the page whose first load is measured. */
  page: string;
  /** Bytes of gzipped script that the first load may have. */
  budget: number;
}

interface Chunk {
  code: string;
  imports: readonly string[];
  facadeModuleId: string | null;
  isEntry: boolean;
}

/** Says how much script a page loads when it is opened first, and fails the build above the budget. */
export function measured({ page, budget }: Options): Plugin {
  return {
    name: "measured",
    apply: "build",
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const each of Object.values(bundle)) if (each.type === "chunk") chunks.set(each.fileName, each);
      const first = [...chunks].filter(([, chunk]) => chunk.isEntry || chunk.facadeModuleId?.endsWith(page));
      const loaded = new Set<string>();
      const load = (name: string): void => {
        const chunk = chunks.get(name);
        if (chunk === undefined || loaded.has(name)) return;
        loaded.add(name);
        chunk.imports.forEach(load);
      };
      first.forEach(([name]) => {
        load(name);
      });
      const bytes = [...loaded].reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? "").length, 0);
      const said = `first load of ${page}: ${(bytes / 1000).toFixed(1)} kB of gzipped script in ${String(loaded.size)} files`;
      if (bytes > budget) this.error(`${said}, which is more than ${String(budget / 1000)} kB`);
      console.info(said); // also where Vite itself says nothing
    },
  };
}
