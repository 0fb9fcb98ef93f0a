export { Board as Component } from "./Board";
