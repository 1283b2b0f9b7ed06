/* Words, numbers and elements. Text from the data only ever becomes a text node. */

let WORDS = {};
let LANG = "en";

/** A phrase of the catalogue, its {places} filled; `key_one` serves a count of one. */
function say(key, values = {}) {
  return String(phrase(key, values)).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The same as nodes, so that a filled place may be an element. */
function sayNodes(key, values = {}) {
  return phrase(key, values)
    .split(/\{(\w+)\}/)
    .map((part, i) => (i % 2 ? values[part] : part));
}

function phrase(key, values) {
  const own = WORDS[LANG];
  return values.n === "1" && own[key + "_one"] ? own[key + "_one"] : own[key];
}

/** The text of an object that has one per language. */
const named = (thing) => (LANG === "zh" ? thing.zh : thing.en);

/** An element: tag.class, attributes, children; text is escaped by being text. */
function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "style") Object.assign(element.style, value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined));
  return element;
}

const byId = (id) => document.getElementById(id);
const swap = (id, ...children) => byId(id).replaceChildren(...children.flat(3).filter(Boolean));

/** A whole number with thousands separated; "<1" for a few tenths. */
function whole(value) {
  if (value > 0 && value < 0.5) return "<1";
  return Math.round(value).toLocaleString("en-US");
}

/** A score or share printed so that it never crosses a break of the classes. */
function withinClass(value, digits, breaks) {
  const power = 10 ** digits;
  const rounded = Math.round(value * power) / power;
  const crosses = breaks.some((at) => value < at && rounded >= at);
  return (crosses ? Math.floor(value * power) / power : rounded).toFixed(digits);
}

/** A share (0-1) as percent: not rounded up to the pass share or to 100, nor down to 0. */
function percent(share, pass = 1) {
  const value = share * 100;
  const rounded = Math.round(value);
  if (value > 0 && rounded === 0) return "<1";
  const crosses = [100, pass * 100].some((at) => value < at - 1e-9 && rounded >= at);
  return crosses ? (Math.floor(value * 10) / 10).toFixed(1) : String(rounded);
}

/** A date as people write it: 2023-06-13 in Chinese, 13 June 2023 in English. */
function dated(iso) {
  if (LANG === "zh") return iso;
  const day = new Date(iso + "T00:00:00Z");
  const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return Number.isNaN(day.getTime()) ? iso : day.toLocaleDateString("en-GB", form);
}
