type Property = keyof CSSStyleDeclaration;
type StylesOf = typeof globalThis.getComputedStyle;

/** What jsdom itself answers: right, but it reads all style sheets again for each element after each change. */
export const stylesBySheets: StylesOf = globalThis.getComputedStyle.bind(globalThis);

const INHERITED = new Set<Property>(["visibility", "pointerEvents"]);
const NO_SHEETS = document.implementation.createHTMLDocument();
const BARE = new Map<string, CSSStyleDeclaration>();

/**
 * Stands in for `getComputedStyle` where no style sheet is loaded: an element has its own style, else what a bare one of
 * its kind has. What hides something (an attribute, its own style, something above it) counts as it does in jsdom.
 */
export const stylesWithoutSheets: StylesOf = (element) => {
  const { style } = element as HTMLElement;
  return new Proxy(style, {
    get: (_, property) => {
      if (property === "getPropertyValue") return (name: string) => declared(element, name);
      const value = valueOf(element, property as Property);
      return typeof value === "function" ? (value.bind(style) as unknown) : value;
    },
  });
};

function declared(element: Element, name: string): unknown {
  const { style } = element as HTMLElement;
  return name.startsWith("--") ? style.getPropertyValue(name) : valueOf(element, inCamels(name));
}

function valueOf(element: Element, property: Property): unknown {
  if (property === "display" && isHidden(element)) return "none";
  const own = Reflect.get((element as HTMLElement).style, property) as unknown;
  if (own !== "") return own;
  const above = INHERITED.has(property) ? element.parentElement : null;
  return above === null ? Reflect.get(bare(element), property) : valueOf(above, property);
}

/** Whether it is hidden by an attribute. Its own `display` outweighs that, except for what is no visible input at all. */
function isHidden(element: Element): boolean {
  if (element.localName === "input" && element.getAttribute("type") === "hidden") return true;
  return element.hasAttribute("hidden") && (element as HTMLElement).style.display === "";
}

function bare({ localName, namespaceURI }: Element): CSSStyleDeclaration {
  const kind = `${namespaceURI} ${localName}`;
  const known = BARE.get(kind) ?? stylesBySheets(NO_SHEETS.createElementNS(namespaceURI, localName));
  BARE.set(kind, known);
  return known;
}

const inCamels = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) as Property;
