// Checks what can be checked without a Bicep compiler: node infra/check.mjs [top folder of the repository]
// The syntax of every template, names in and between them, the parameter file, azure.yaml and the scripts that it runs.
// Types and properties of resources are known to the compiler alone.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';
import { LineCounter, parseDocument } from 'yaml';

const root = path.resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
const problems = new Set();

const FUNCTIONS = new Set([
  'array', 'concat', 'contains', 'deployer', 'empty', 'environment', 'first', 'format', 'guid', 'int', 'join', 'last', 'length',
  'listKeys', 'loadJsonContent', 'loadTextContent', 'max', 'min', 'range', 'replace', 'resourceGroup', 'resourceId', 'string',
  'subscription', 'subscriptionResourceId', 'take', 'tenant', 'toLower', 'toUpper', 'union', 'uniqueString',
]);

// What azd itself sets for hooks and parameter files, beside the outputs of main.bicep.
const AZD_VARIABLES = new Set(['AZURE_ENV_NAME', 'AZURE_LOCATION', 'AZURE_PRINCIPAL_ID', 'AZURE_PRINCIPAL_TYPE', 'AZURE_SUBSCRIPTION_ID', 'AZURE_TENANT_ID']);

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')));

const templates = new Map(find('infra', '.bicep').map(file => [file, readTemplate(file)]));
for (const template of templates.values()) {
  checkNames(template);
  checkModules(template);
}

for (const file of find('infra', '.json')) {
  readJson(file);
}

checkParameterFile('infra/main.parameters.json', templates.get('infra/main.bicep'));
const project = checkProject('azure.yaml');
checkFunctions(project.services);
for (const script of new Set([...project.scripts, ...find('infra', '.sh'), ...find('infra', '.ps1')])) {
  checkScript(script, templates.get('infra/main.bicep'));
}

for (const problem of problems) {
  console.error(problem);
}

console.log(`${templates.size} templates, ${problems.size} problem(s)`);
process.exit(problems.size > 0 || templates.size === 0 ? 1 : 0);

function find(folder, extension) {
  const full = path.join(root, folder);
  return fs.existsSync(full)
    ? fs.readdirSync(full, { recursive: true }).filter(name => name.endsWith(extension)).map(name => `${folder}/${name.replaceAll('\\', '/')}`).sort()
    : [];
}

function exists(file) {
  return fs.existsSync(path.join(root, file));
}

function read(file) {
  return fs.readFileSync(path.join(root, file), 'utf8');
}

function complain(file, line, message) {
  problems.add(`${file}:${line}: ${message}`);
}

function complainAt(file, node, message) {
  complain(file, node.startPosition.row + 1, message);
}

function lineOf(text, index) {
  return text.slice(0, index).split('\n').length;
}

function readJson(file) {
  const text = read(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    complain(file, lineOf(text, Number(/position (\d+)/.exec(error.message)?.[1] ?? 0)), error.message);
    return undefined;
  }
}

function parts(node) {
  return node.namedChildren.filter(child => child.type !== 'comment');
}

function* walk(node) {
  yield node;
  for (const child of node.children) {
    yield* walk(child);
  }
}

/** A template's syntax tree, and what it declares: by name, each with its node and its kind. */
function readTemplate(file) {
  const tree = parser.parse(read(file)).rootNode;
  for (const node of walk(tree)) {
    if (node.isMissing) {
      complainAt(file, node, `${node.type} is missing`);
    } else if (node.type === 'ERROR') {
      complainAt(file, node, `'${node.text.split('\n')[0]}' is not understood`);
    }
  }

  const declared = new Map();
  const outputs = new Set();
  for (const node of walk(tree)) {
    const kind = /^(parameter|variable|resource|module|output)_declaration$/.exec(node.type)?.[1];
    const name = kind && parts(node)[0].text;
    if (kind === 'output') {
      outputs.add(name);
    } else if (kind) {
      if (declared.has(name)) {
        complainAt(file, node, `'${name}' is declared twice`);
      }

      declared.set(name, { kind, node });
    }
  }

  return { file, tree, declared, outputs };
}

function isRequired({ kind, node }) {
  const [, type, value] = parts(node);
  return kind === 'parameter' && !value && !type.text.endsWith('?');
}

/** Text of a string without interpolation. */
function literal(node) {
  return node?.type === 'string' && parts(node).every(part => part.type === 'string_content') ? parts(node).map(part => part.text).join('') : undefined;
}

/** Names that an expression refers to and functions that it calls, each with its node; names of loops and lambdas are local. */
function* references(node, local = new Set()) {
  const children = parts(node);
  switch (node.type) {
    case 'identifier':
      if (!local.has(node.text)) {
        yield { name: node.text, node, isCall: false };
      }

      return;
    case 'decorators':
    case 'type':
    case 'metadata_declaration':
    case 'target_scope_assignment':
      return;
    case 'parameter_declaration':
    case 'variable_declaration':
    case 'resource_declaration':
    case 'module_declaration':
    case 'output_declaration':
      for (const child of children.slice(1)) {
        yield* references(child, local);
      }

      return;
    case 'object_property':
      for (const child of children[0].type === 'identifier' ? children.slice(1) : children) {
        yield* references(child, local);
      }

      return;
    case 'member_expression':
    case 'resource_expression':
      yield* references(children[0], local);
      return;
    case 'call_expression':
      if (children[0].type === 'identifier') {
        yield { name: children[0].text, node, isCall: true };
      } else {
        yield* references(children[0], local);
      }

      yield* references(children[1], local);
      return;
    case 'for_statement':
    case 'lambda_expression': {
      const names = [...walk(children[0])].filter(child => child.type === 'identifier').map(child => child.text);
      for (const child of children.slice(1)) {
        yield* references(child, new Set([...local, ...names]));
      }

      return;
    }

    default:
      for (const child of children) {
        yield* references(child, local);
      }
  }
}

function checkNames({ file, tree, declared }) {
  const used = new Set();
  for (const { name, node, isCall } of references(tree)) {
    used.add(name);
    if (isCall ? !FUNCTIONS.has(name) : !declared.has(name)) {
      complainAt(file, node, isCall ? `there is no function '${name}'` : `'${name}' is not declared`);
    }
  }

  for (const [name, { kind, node }] of declared) {
    if ((kind === 'parameter' || kind === 'variable') && !used.has(name)) {
      complainAt(file, node, `the ${kind} '${name}' is not used`);
    }

    if (kind === 'resource' && !/^([A-Z]\w+(\.\w+)+(\/\w+)+@\d{4}-\d{2}-\d{2}(-preview)?|\w+)$/.test(literal(parts(node)[1]) ?? '')) {
      complainAt(file, node, `the type of '${name}' is no resource type with a version`);
    }
  }

  checkJsonContent(file, tree, declared);
}

function checkJsonContent(file, tree, declared) {
  for (const [name, { kind, node }] of declared) {
    const [, call] = parts(node);
    if (kind !== 'variable' || call?.type !== 'call_expression' || parts(call)[0].text !== 'loadJsonContent') {
      continue;
    }

    const content = path.posix.join(path.posix.dirname(file), literal(parts(parts(call)[1])[0]));
    if (!exists(content)) {
      complainAt(file, node, `${content} does not exist`);
      continue;
    }

    const json = readJson(content) ?? {};
    const keys = new Set();
    for (const member of walk(tree)) {
      if (member.type === 'member_expression' && parts(member)[0].text === name) {
        keys.add(parts(member)[1].text);
        if (!Object.hasOwn(json, parts(member)[1].text)) {
          complainAt(file, member, `${content} has no '${parts(member)[1].text}'`);
        }
      }
    }

    for (const key of Object.keys(json).filter(key => !keys.has(key))) {
      complain(content, 1, `'${key}' is not used`);
    }
  }
}

function property(object, name) {
  return parts(object).find(child => child.type === 'object_property' && parts(child)[0].text === name);
}

function checkModules({ file, tree, declared }) {
  const modules = new Map();
  for (const [name, { kind, node }] of declared) {
    if (kind !== 'module') {
      continue;
    }

    const target = path.posix.join(path.posix.dirname(file), literal(parts(node)[1]));
    const module = templates.get(target);
    if (!module) {
      complainAt(file, node, `the module ${target} does not exist`);
      continue;
    }

    modules.set(name, module);
    const body = [...walk(node)].find(child => child.type === 'object');
    const params = body && property(body, 'params');
    checkArguments(file, node, module, (params ? parts(parts(params)[1]) : []).map(param => ({ name: parts(param)[0].text, line: param.startPosition.row + 1 })));
  }

  for (const member of walk(tree)) {
    if (member.type === 'member_expression' && parts(member)[0].type === 'member_expression') {
      const [module, outputs] = parts(parts(member)[0]);
      const output = parts(member)[1].text;
      if (modules.has(module.text) && outputs.text === 'outputs' && !modules.get(module.text).outputs.has(output)) {
        complainAt(file, member, `${modules.get(module.text).file} has no output '${output}'`);
      }
    }
  }
}

/** What is passed to a template must be its parameters, and all that have no default. */
function checkArguments(file, node, template, passed) {
  const names = new Set(passed.map(argument => argument.name));
  for (const { name, line } of passed) {
    if (template.declared.get(name)?.kind !== 'parameter') {
      complain(file, line, `${template.file} has no parameter '${name}'`);
    }
  }

  for (const [name, declaration] of template.declared) {
    if (isRequired(declaration) && !names.has(name)) {
      complain(file, node ? node.startPosition.row + 1 : 1, `${template.file} needs the parameter '${name}'`);
    }
  }
}

function checkParameterFile(file, template) {
  if (!template || !exists(file)) {
    complain(file, 1, 'this or main.bicep does not exist');
    return;
  }

  const text = read(file);
  const parameters = Object.keys(readJson(file)?.parameters ?? {});
  checkArguments(file, null, template, parameters.map(name => ({ name, line: lineOf(text, text.indexOf(`"${name}"`)) })));
}

/** azure.yaml: the templates, projects and scripts that it names must exist. Returns those projects and scripts that do. */
function checkProject(file) {
  if (!exists(file)) {
    complain(file, 1, 'does not exist');
    return { services: [], scripts: [] };
  }

  const lines = new LineCounter();
  const text = read(file);
  const document = parseDocument(text, { lineCounter: lines });
  for (const error of document.errors) {
    complain(file, lines.linePos(error.pos[0]).line, error.message.split('\n')[0]);
  }

  if (document.errors.length > 0) {
    return { services: [], scripts: [] };
  }

  const { infra, services: described, hooks } = document.toJS();
  const services = Object.values(described ?? {}).map(service => service.project);
  const named = [`${infra?.path ?? 'infra'}/${infra?.module ?? 'main'}.bicep`, ...services];
  const scripts = Object.values(hooks ?? {}).flatMap(hook => (hook.run ? [hook] : Object.values(hook)).map(one => one.run));
  for (const name of [...named, ...scripts].filter(name => !exists(name))) {
    complain(file, lineOf(text, text.indexOf(name)), `${name} does not exist`);
  }

  return { services: services.filter(exists), scripts: scripts.filter(exists).map(name => path.posix.normalize(name)) };
}

/** Templates know functions of the app by name: one that is not there would lose uploads or alerts, and nobody would see it. */
function checkFunctions(services) {
  const code = services.flatMap(service => find(service, '.cs')).filter(file => !/\/(bin|obj)\//.test(file)).map(read).join('\n');
  for (const { file } of templates.values()) {
    const text = read(file);
    for (const match of text.matchAll(/param functionName string = '(\w+)'|AzureWebJobs\.(\w+)\.Disabled|has_any \(([^)]*)\)/g)) {
      for (const [name] of (match[1] ?? match[2] ?? match[3]).matchAll(/\w+/g)) {
        if (!new RegExp(`\\b${name}\\b`).test(code)) {
          complain(file, lineOf(text, match.index), `there is no function '${name}' in ${services.join(', ')}`);
        }
      }
    }
  }
}

function checkScript(file, main) {
  const text = read(file);
  const isShell = file.endsWith('.sh');
  for (const match of text.matchAll(isShell ? /\$\{?([A-Z][A-Z0-9_]+)/g : /\$env:(\w+)/g)) {
    if (!AZD_VARIABLES.has(match[1]) && !main?.outputs.has(match[1])) {
      complain(file, lineOf(text, match.index), `${match[1]} is neither an output of main.bicep nor set by azd`);
    }
  }

  const template = /[\w./]+\.bicep/.exec(text.replaceAll(/^\s*#.*$/gm, ''))?.[0];
  if (template) {
    const target = path.posix.join(path.posix.dirname(file), template.replace(/^\//, ''));
    if (templates.has(target)) {
      const passed = [...text.matchAll(/"(\w+)=\$/g)].map(match => ({ name: match[1], line: lineOf(text, match.index) }));
      checkArguments(file, null, templates.get(target), passed);
    } else {
      complain(file, lineOf(text, text.indexOf(template)), `${target} does not exist`);
    }
  }

  if (isShell) {
    const bash = spawnSync('bash', ['-n', path.join(root, file)], { encoding: 'utf8' });
    if (bash.error) {
      console.log(`${file} was not checked: bash is not installed`);
    } else if (bash.status !== 0) {
      complain(file, Number(/line (\d+)/.exec(bash.stderr)?.[1] ?? 1), bash.stderr.trim().split('\n')[0].replace(/^.*line \d+: /, ''));
    }
  }
}
