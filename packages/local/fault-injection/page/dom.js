// Elements made by hand: whatever is shown is a text node, so nothing that was sent becomes markup.

/** Makes an element with properties, attributes (`aria-…`, `data-…`, `for`) and children; texts stay texts. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties))
    if (/^(?:aria-|data-|for$)/.test(name)) made.setAttribute(name, value);
    else made[name] = value;
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The element of the page with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** The name of a fault as people say it. */
export function spoken(fault) {
  return fault.replace('-', ' ');
}
