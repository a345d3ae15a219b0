// JSON Schemas in words: what a person wants to know of a field.

export const nameOf = (reference) => reference.split('/').at(-1);

/** The one schema that is named, when a schema is nothing but a reference or allOf of a single one. */
function single(schema) {
  return schema.allOf?.length === 1 ? schema.allOf[0] : schema;
}

/** Short: "string", "array of Bot", "one of greet, echo", "Bot or null" → [{text, link?}]. */
export function typeOf(schema) {
  const it = single(schema);
  if (it.$ref) return [{ text: nameOf(it.$ref), link: nameOf(it.$ref) }];
  if (it.const !== undefined) return [{ text: JSON.stringify(it.const) }];
  if (it.enum) return [{ text: `one of ${it.enum.map((value) => JSON.stringify(value)).join(', ')}` }];
  const choices = it.oneOf ?? it.anyOf;
  if (choices && !it.type) {
    return choices.flatMap((choice, i) => [...(i > 0 ? [{ text: ' or ' }] : []), ...typeOf(choice)]);
  }
  if (it.type === 'array' && it.items) return [{ text: 'array of ' }, ...typeOf(it.items)];
  const type = Array.isArray(it.type) ? it.type.join(' or ') : (it.type ?? 'any');
  return [{ text: type + bounds(it) }];
}

function bounds(schema) {
  const said = [];
  if (schema.format) said.push(schema.format);
  if (schema.minimum !== undefined && schema.maximum !== undefined) said.push(`${schema.minimum} to ${schema.maximum}`);
  else if (schema.minimum !== undefined) said.push(`at least ${schema.minimum}`);
  else if (schema.maximum !== undefined) said.push(`at most ${schema.maximum}`);
  if (schema.default !== undefined) said.push(`default ${JSON.stringify(schema.default)}`);
  return said.length > 0 ? ` (${said.join(', ')})` : '';
}

/** Fields of an object, those of the parts of allOf included: [{name, required, schema}]. */
export function fieldsOf(schema, schemas) {
  const it = schema.$ref ? schemas[nameOf(schema.$ref)] : schema;
  const own = Object.entries(it?.properties ?? {}).map(([name, field]) => ({
    name,
    required: it.required?.includes(name) ?? false,
    schema: field,
  }));
  return [...(it?.allOf ?? []).flatMap((part) => fieldsOf(part, schemas)), ...own];
}
