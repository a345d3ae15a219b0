// The API's description, /api/v1/openapi.json, for people to read.
import { html, render, useEffect, useState } from '../vendor/htm.js';

// JSON Schemas in words: what a person wants to know of a field.

const nameOf = (reference) => reference.split('/').at(-1);

/** The one schema that is named, when a schema is nothing but a reference or allOf of a single one. */
function single(schema) {
  return schema.allOf?.length === 1 ? schema.allOf[0] : schema;
}

/** Short: "string", "array of Bot", "one of greet, echo", "Bot or null" → [{text, link?}]. */
function typeOf(schema) {
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
function fieldsOf(schema, schemas) {
  const it = schema.$ref ? schemas[nameOf(schema.$ref)] : schema;
  const own = Object.entries(it?.properties ?? {}).map(([name, field]) => ({
    name,
    required: it.required?.includes(name) ?? false,
    schema: field,
  }));
  return [...(it?.allOf ?? []).flatMap((part) => fieldsOf(part, schemas)), ...own];
}

// The API's own description (openapi.json) as a page to read, served by the gateway it describes.

const METHODS = ['get', 'post', 'put', 'delete'];
const DOCUMENT = '/api/v1/openapi.json';

const operationsOf = (document) =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, ...item[method] })),
  );

const Type = ({ schema }) =>
  html`<span class="type"
    >${typeOf(schema).map(({ text, link }) => (link ? html`<a href=${`#schema-${link}`}>${text}</a>` : text))}</span
  >`;

const Field = ({ name, required, schema, description }) => html`<dt>
    <code>${name}</code>${required ? '' : html` <span class="type">(optional)</span>`}
  </dt>
  <dd><${Type} schema=${schema} /> ${description ?? schema.description ?? ''}</dd>`;

const Method = ({ name }) => html`<span class=${`method ${name}`}>${name.toUpperCase()}</span>`;

const SPELLING = { query: (name) => `?${name}=`, path: (name) => `{${name}}`, header: (name) => `${name}:` };

function Parameters({ parameters }) {
  if (!parameters) return null;
  return html`<h4>Parameters</h4>
    <dl>
      ${parameters.map(
        (each) => html`<${Field} key=${each.name} ...${each} name=${SPELLING[each.in](each.name)} />`,
      )}
    </dl>`;
}

function Media({ content }) {
  return Object.entries(content ?? {}).map(
    ([type, media], i) => html`${i > 0 ? ', ' : ''}<code>${type}</code> ${media.schema ? html`<${Type} schema=${media.schema} />` : ''}`,
  );
}

function Body({ body }) {
  if (!body) return null;
  return html`<h4>Body</h4>
    <p><${Media} content=${body.content} /></p>`;
}

function Responses({ responses, shared }) {
  return html`<h4>Answers</h4>
    <dl>
      ${Object.entries(responses).map(([status, response]) => {
        const { description, content } = response.$ref ? shared[nameOf(response.$ref)] : response;
        return html`<dt key=${status}><code>${status}</code></dt>
          <dd>${description}. ${response.$ref ? '' : html`<${Media} content=${content} />`}</dd>`;
      })}
    </dl>`;
}

const Operation = ({ operation, shared }) => html`<article id=${operation.operationId}>
  <h3><${Method} name=${operation.method} /> <code>${operation.path}</code></h3>
  <p>${operation.description.replaceAll('`', '')}</p>
  <${Parameters} parameters=${operation.parameters} />
  <${Body} body=${operation.requestBody} />
  <${Responses} responses=${operation.responses} shared=${shared} />
</article>`;

function Schema({ name, schema, schemas }) {
  const fields = fieldsOf(schema, schemas);
  return html`<article id=${`schema-${name}`}>
    <h3><code>${name}</code></h3>
    ${schema.description && html`<p>${schema.description}</p>`}
    ${fields.length > 0
      ? html`<dl>${fields.map((field) => html`<${Field} key=${field.name} ...${field} />`)}</dl>`
      : html`<p><${Type} schema=${schema} /></p>`}
  </article>`;
}

function Contents({ tags, operations }) {
  return html`<nav class="contents" aria-label="Contents" tabindex="0">
    ${tags.map(
      (tag) => html`<p><strong>${tag.description}</strong></p>
        <ul>
          ${operations
            .filter((each) => each.tags.includes(tag.name))
            .map((each) => html`<li key=${each.operationId}>
              <a href=${`#${each.operationId}`}><${Method} name=${each.method} /> <span>${each.path.replace('/api/v1', '')}</span></a>
            </li>`)}
        </ul>`,
    )}
    <p><a href="#schemas">Schemas</a></p>
  </nav>`;
}

function Reference({ document: api }) {
  const operations = operationsOf(api);
  const { schemas, responses: shared } = api.components;
  useEffect(() => {
    const wanted = window.location.hash.slice(1);
    if (wanted) document.getElementById(wanted)?.scrollIntoView();
  }, []);
  return html`<div class="reference">
    <${Contents} tags=${api.tags} operations=${operations} />
    <main>
      <h1>${api.info.title} ${api.info.version}</h1>
      <p>${api.info.description.replaceAll('`', '')}</p>
      <p>The same for programs: <a href=${DOCUMENT}>openapi.json</a>. The page: <a href="/">/</a></p>
      ${api.tags.map(
        (tag) => html`<section key=${tag.name} aria-labelledby=${`tag-${tag.name}`}>
          <h2 id=${`tag-${tag.name}`}>${tag.description}</h2>
          ${operations
            .filter((each) => each.tags.includes(tag.name))
            .map((each) => html`<${Operation} key=${each.operationId} operation=${each} shared=${shared} />`)}
        </section>`,
      )}
      <section aria-labelledby="schemas">
        <h2 id="schemas">Schemas</h2>
        ${Object.entries(schemas).map(([name, schema]) => html`<${Schema} key=${name} name=${name} schema=${schema} schemas=${schemas} />`)}
      </section>
    </main>
  </div>`;
}

function Page() {
  const [state, setState] = useState({});
  useEffect(() => {
    fetch(DOCUMENT)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`${answer.status}`))))
      .then((document) => setState({ document }), (error) => setState({ failure: error.message }));
  }, []);
  if (state.failure) return html`<main><p role="alert">${DOCUMENT} cannot be read: ${state.failure}</p></main>`;
  return state.document ? html`<${Reference} document=${state.document} />` : html`<main aria-busy="true"></main>`;
}

render(html`<${Page} />`, document.getElementById('page'));
