// DOM helpers: all content is added as text nodes, so that no message text becomes markup.

/** Creates an element with properties, attributes (`aria-…`, `data-…`, `for`) and children; strings become text nodes. */
export function element(tag, properties = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(properties))
    if (/^(?:aria-|data-|for$)/.test(name)) created.setAttribute(name, value);
    else created[name] = value;
  created.append(...children.filter((child) => child !== undefined));
  return created;
}

/** The element of the page with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** The label of a fault: `lose answer`. */
export function faultLabel(fault) {
  return fault.replace('-', ' ');
}
