import { type ComponentType, lazy, type LazyExoticComponent } from "react";
import type { RouteObject } from "react-router";

/** Milliseconds before each further attempt: about half a minute in all. */
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000];

const waiting = new Set<() => void>();

/** SIEMS answers again: what could not be loaded is tried at once. */
export function loadAgainNow(): void {
  for (const wake of [...waiting]) wake();
}

/** Loads a script, and does not give up at once when the line is cut: only after half a minute is it a fault. */
export function patiently<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  return async () => {
    for (const pause of PAUSES) {
      try {
        return await load();
      } catch {
        await atMost(pause);
      }
    }
    return load();
  };
}

/** As `lazy` of React, but patiently. Everything that is loaded when it is needed is made by this. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as React has it
export function lazily<Component extends ComponentType<any>>(
  load: () => Promise<{ default: Component }>,
): LazyExoticComponent<Component> {
  return lazy(patiently(load));
}

/** The page of a module that exports it as `Component`. */
export function lazyPage(load: () => Promise<{ readonly Component?: ComponentType | null }>): ComponentType {
  return lazily(async () => {
    const { Component } = await load();
    return { default: Component ?? Nothing };
  });
}

/** A route whose page shows what stands in its place while it cannot be loaded. */
export function patientRoute(route: RouteObject): RouteObject {
  const { lazy: load } = route;
  if (typeof load !== "function") return route;
  return { ...route, lazy: () => load().catch(() => ({ Component: lazyPage(load) })) };
}

function Nothing() {
  return null;
}

function atMost(pause: number): Promise<void> {
  return new Promise((resolve) => {
    const ready = () => {
      clearTimeout(timer);
      waiting.delete(ready);
      resolve();
    };
    const timer = setTimeout(ready, pause);
    waiting.add(ready);
  });
}

addEventListener("online", loadAgainNow);
// A style sheet that has failed is taken for one that is there when the same script is loaded again.
addEventListener("error", ({ target }) => target instanceof HTMLLinkElement && target.remove(), true);
