// Bundles one folder of pages, or tests of them. Called by webhooks/web.cmake; needs nothing but node_modules.
//
//   node build.mjs pages --from console/web --to DIR [--depfile FILE] index.html console.js console.css icon.svg
//   node build.mjs tests --to DIR a.test.mjs b.test.mjs
//
// A .js file is made from the .tsx or .ts file of the same name, a .css file from its source; in .html files the names
// of the others get their hash (console.js?v=1a2b3c4d5e6f), so that browsers may keep them for ever; anything else is
// copied. Each file is written a second time, compressed, as NAME.gz.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const browsers = ['chrome123', 'firefox120', 'safari17.5'];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' }, to: { type: 'string' }, depfile: { type: 'string' } },
});
const [what, ...files] = positionals;

function checkTypes(folder) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = spawnSync(process.execPath, [compiler, '--noEmit', '--project', folder], { stdio: 'inherit' });
  if (run.status !== 0) process.exit(run.status ?? 1);
}

function sourceOf(folder, file) {
  if (!file.endsWith('.js')) return join(folder, file);
  const source = ['.tsx', '.ts'].map((end) => join(folder, file.replace(/\.js$/, end))).find(existsSync);
  if (!source) throw new Error(`${file}: there is no ${file.replace(/\.js$/, '.tsx')} or .ts in ${folder}`);
  return source;
}

async function bundle(source) {
  const result = await build({
    entryPoints: [source],
    outdir: 'out',
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'esm',
    target: browsers,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    nodePaths: [join(root, 'node_modules')],
    absWorkingDir: root,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const [made, ...more] = result.outputFiles;
  if (more.length) throw new Error(`${source} makes more than one file; list each of them on its own`);
  return {
    content: Buffer.from(made.contents),
    inputs: Object.keys(result.metafile.inputs).map((file) => join(root, file)),
  };
}

const hashOf = (content) => createHash('sha256').update(content).digest('hex').slice(0, 12);

function stamp(html, hashes) {
  return html.replace(/\b(src|href)="([^"?#]+)"/g, (whole, attribute, target) => {
    const hash = hashes.get(basename(target));
    return hash ? `${attribute}="${target}?v=${hash}"` : whole;
  });
}

async function makePages(folder, to, names) {
  checkTypes(folder);
  const made = new Map();
  const inputs = [join(root, 'build.mjs'), join(root, 'tsconfig.json'), join(folder, 'tsconfig.json')];
  for (const name of names.filter((file) => !file.endsWith('.html'))) {
    const source = sourceOf(folder, name);
    if (/\.(js|css)$/.test(name)) {
      const result = await bundle(source);
      made.set(name, result.content);
      inputs.push(...result.inputs);
    } else {
      made.set(name, readFileSync(source));
      inputs.push(source);
    }
  }
  const hashes = new Map([...made].map(([name, content]) => [name, hashOf(content)]));
  for (const name of names.filter((file) => file.endsWith('.html'))) {
    const source = join(folder, name);
    made.set(name, Buffer.from(stamp(readFileSync(source, 'utf8'), hashes)));
    inputs.push(source);
  }
  mkdirSync(to, { recursive: true });
  for (const [name, content] of made) {
    writeFileSync(join(to, name), content);
    writeFileSync(join(to, `${name}.gz`), gzipSync(content, { level: 9 }));
  }
  return inputs;
}

function writeDepfile(file, target, inputs) {
  const escape = (path) => path.replace(/ /g, '\\ ');
  writeFileSync(file, `${escape(target)}: ${[...new Set(inputs)].map(escape).join(' ')}\n`);
}

if (what === 'pages') {
  const to = resolve(options.to);
  const inputs = await makePages(resolve(options.from), to, files);
  if (options.depfile) writeDepfile(options.depfile, join(to, files[0]), inputs);
} else if (what === 'tests') {
  await build({
    entryPoints: files.map((file) => resolve(file)),
    outdir: options.to,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    nodePaths: [join(root, 'node_modules')],
    logLevel: 'warning',
  });
} else {
  console.error(
    `usage: ${relative(process.cwd(), fileURLToPath(import.meta.url))} pages|tests … (see its first lines)`,
  );
  process.exit(2);
}
