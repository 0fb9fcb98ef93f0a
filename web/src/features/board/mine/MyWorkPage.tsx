export { MyWork as Component } from "./MyWork";
