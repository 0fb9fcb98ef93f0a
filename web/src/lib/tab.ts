let name = "";
let waiting = 0;

function show(): void {
  document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${name === "" ? "" : `${name} · `}SIEMS`;
}

/** Says in the browser's tab which page it is. */
export function nameTab(title: string): void {
  name = title;
  show();
}

/** Says there as well how much waits to be read. */
export function countInTab(count: number): void {
  waiting = count;
  show();
}
