/** A document for what runs in browsers. Import it before React DOM, which looks for one when it is loaded. */
import { JSDOM } from 'jsdom'

const { window } = new JSDOM('<!doctype html><main></main>', { url: 'https://app.example/', pretendToBeVisual: true })
for (const [name, value] of Object.entries({
  window,
  document: window.document,
  HTMLElement: window.HTMLElement,
  HTMLIFrameElement: window.HTMLIFrameElement,
  Node: window.Node,
  // React then expects that tests say when they are done.
  IS_REACT_ACT_ENVIRONMENT: true,
})) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}
