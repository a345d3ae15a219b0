// Writes the configuration file of a test from a plain object.
function value(item) {
  if (Array.isArray(item)) return `[${item.map(value).join(', ')}]`;
  if (typeof item === 'string') return JSON.stringify(item);
  if (typeof item === 'number' || typeof item === 'boolean') return String(item);
  throw new TypeError(`no TOML for ${JSON.stringify(item)}`);
}

const isTable = (item) => typeof item === 'object' && item !== null && !Array.isArray(item);

/** {public_url: "…", admin: {listen: "…"}} → TOML: top-level keys first, then one table a nested object. */
export function toToml(config) {
  const pairs = (object) => Object.entries(object).filter(([, item]) => item !== undefined && !isTable(item));
  const lines = pairs(config).map(([key, item]) => `${key} = ${value(item)}`);
  for (const [name, table] of Object.entries(config).filter(([, item]) => isTable(item))) {
    lines.push('', `[${name}]`, ...pairs(table).map(([key, item]) => `${key} = ${value(item)}`));
  }
  return `${lines.join('\n')}\n`;
}
