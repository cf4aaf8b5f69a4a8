// Looks at reports as a browser does: with and without script, light and dark, wide and narrow, by
// keyboard and with axe. What a document says must never run, and nothing may leave the page.
//
//   node report.mjs TOOLS CHROMIUM OUT PAGE…   where a page is NAME=FILE
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [, , tools, chromium, out, ...given] = process.argv;
const require = createRequire(join(resolve(tools), 'package.json'));
const { chromium: browserType } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let passed = 0;
let failed = 0;
const is = (what, good, said = '') => {
  if (good) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`not so: ${what}`);
    if (said) console.log(String(said).split('\n').slice(0, 40).join('\n'));
  }
};

const browser = await browserType.launch({
  executablePath: chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

// Opens a file and keeps what it does that it should not do.
const open = async (file, { scheme = 'light', width = 1280, script = true } = {}) => {
  const context = await browser.newContext({
    colorScheme: scheme, viewport: { width, height: 900 }, javaScriptEnabled: script, reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const did = [];
  const address = `file://${resolve(file)}`;
  page.on('request', (request) => { if (request.url().split('#')[0] !== address) did.push(`asks for ${request.url()}`); });
  page.on('dialog', (dialog) => { did.push(`opens a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('pageerror', (error) => did.push(`fails: ${error}`));
  page.on('console', (message) => { if (message.type() === 'error') did.push(`says: ${message.text()}`); });
  page.on('popup', () => did.push('opens a window'));
  await page.goto(address);
  return { page, did, close: () => context.close() };
};

const grave = async (page) => {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await window.axe.run(document)).violations);
  const bad = found.filter((it) => it.impact === 'serious' || it.impact === 'critical');
  return bad.map((it) => `${it.impact} ${it.id}: ${it.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join('\n    ')}`);
};
const ran = (page) => page.evaluate(() => typeof window.pwned !== 'undefined');

for (const one of given) {
  const at = one.indexOf('=');
  const [name, file] = [one.slice(0, at), one.slice(at + 1)];

  // --- with script: filter, sort, links, keyboard
  {
    const { page, did, close } = await open(file);
    await page.keyboard.press('Tab');
    is(`${name}: the keyboard meets the way past the navigation first`, await page.evaluate(() => document.activeElement.className === 'skip'));
    await page.keyboard.press('Enter');
    is(`${name}: and takes it`, await page.evaluate(() => location.hash === '#main'));
    is(`${name}: has a heading and sections`,
      (await page.locator('h1').textContent()).trim() !== '' && (await page.locator('main > section').count()) > 3);
    is(`${name}: nothing of a document ran`, !(await ran(page)));
    const lost = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')]
      .map((link) => decodeURIComponent(link.getAttribute('href').slice(1))).filter((id) => !document.getElementById(id)));
    is(`${name}: every link of the page has its place`, lost.length === 0, lost.join('\n'));
    const twice = await page.evaluate(() => {
      const ids = [...document.querySelectorAll('[id]')].map((it) => it.id);
      return ids.filter((id, at) => ids.indexOf(id) !== at);
    });
    is(`${name}: no two places have one name`, twice.length === 0, twice.join('\n'));
    const strange = await page.evaluate(() => [...document.querySelectorAll('a[href]')].map((it) => it.getAttribute('href'))
      .filter((href) => !/^(#|https?:|mailto:)/.test(href)));
    is(`${name}: links lead to the page and the web alone`, strange.length === 0, strange.join('\n'));
    const loads = await page.locator('img, iframe, object, embed, link, base, form, video, audio').count();
    is(`${name}: nothing on it is fetched`, loads === 0);

    const rows = 'table[data-sort] > tbody > tr:not([hidden]), table.grouped > tbody:not([hidden])';
    const before = await page.locator(rows).count();
    if (before > 0) {
      await page.fill('#filter', 'no row says this');
      await page.waitForFunction(() => document.getElementById('filtered').textContent.startsWith('0 of'));
      is(`${name}: a filter leaves what matches`, (await page.locator(rows).count()) === 0);
      const word = await page.evaluate(() => (document.querySelector('table[data-sort] > tbody > tr').textContent.match(/\w{4,}/) || ['a'])[0]);
      await page.fill('#filter', word.toUpperCase());
      await page.waitForFunction(() => /^[1-9]/.test(document.getElementById('filtered').textContent));
      is(`${name}: a filter finds a word in any letter case`, (await page.locator(rows).count()) > 0);
      await page.fill('#filter', '');
      await page.waitForFunction(() => document.getElementById('filtered').textContent === '');
      is(`${name}: without a filter all rows are back`, (await page.locator(rows).count()) === before);
      const head = page.locator('#documents table[data-sort] thead th').first();
      const first = async () => (await page.locator('#documents table[data-sort] > tbody > tr').evaluateAll((all) => all.map((it) => it.cells[0].textContent.trim())));
      await head.locator('button').click();
      const up = await first();
      await head.locator('button').click();
      const down = await first();
      is(`${name}: a column sorts both ways`, (await head.getAttribute('aria-sort')) === 'descending' && up.join() === [...down].reverse().join(), up.join('\n'));
    } else {
      is(`${name}: without rows there is no filter`, !(await page.locator('.filter').isVisible()));
    }
    const folded = page.locator('main details:not([open])').first();
    if (await folded.count()) {
      const id = await folded.locator('[id]').first().getAttribute('id');
      await page.evaluate((id) => { location.hash = `#${id}`; }, id);
      await page.waitForTimeout(100);
      is(`${name}: a link into a fold opens it`, await page.evaluate((id) => !!document.getElementById(id).closest('details').open, id));
    }
    is(`${name}: it asks for nothing, says nothing, opens nothing`, did.length === 0, did.join('\n'));
    await close();
  }

  // --- without script the same can be read
  {
    const text = async (script) => {
      const { page, did, close } = await open(file, { script });
      const read = await page.locator('main').innerText();
      const seen = await page.locator('.filter').isVisible();
      await close();
      return { read: read.replace(/\s+/g, ' '), seen, did };
    };
    const [without, with_] = [await text(false), await text(true)];
    is(`${name}: without script it reads the same`, without.read === with_.read && without.read.length > 100);
    is(`${name}: without script no filter is offered`, !without.seen);
    is(`${name}: without script it asks for nothing`, without.did.length === 0, without.did.join('\n'));
  }

  // --- themes and widths
  for (const [scheme, width] of [['light', 1280], ['dark', 1280], ['light', 390], ['dark', 320]]) {
    const { page, did, close } = await open(file, { scheme, width });
    await page.evaluate(() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; }));
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    is(`${name}: ${scheme}, ${width} wide: the page does not scroll sideways`, wide[0] <= wide[1], wide.join(' > '));
    const bad = await grave(page);
    is(`${name}: ${scheme}, ${width} wide: axe finds nothing serious`, bad.length === 0, bad.join('\n'));
    const [back] = await page.evaluate(() => [getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number)[0]]);
    is(`${name}: ${scheme}, ${width} wide: the ground is ${scheme}`, scheme === 'dark' ? back < 80 : back > 200);
    is(`${name}: ${scheme}, ${width} wide: it is quiet`, did.length === 0, did.join('\n'));
    if (name === 'own' || name === 'project') {
      await page.screenshot({ path: join(out, `${name}-${scheme}-${width}.png`), fullPage: true });
    }
    await close();
  }

  // --- on paper
  {
    const { page, close } = await open(file, { scheme: 'dark' });
    if (name === 'project') {
      const paper = await page.pdf({ format: 'A4', path: join(out, `${name}.pdf`) });
      is(`${name}: it can be printed`, paper.length > 5000);
    }
    await page.emulateMedia({ media: 'print' });
    const seen = await page.evaluate(() => [...document.querySelectorAll('nav, .skip')].some((it) => it.checkVisibility()));
    is(`${name}: on paper there is no navigation`, !seen);
    await close();
  }
}

// --- what must be refused, so that none of this is green by looking away
{
  const bad = join(out, 'bad.html');
  writeFileSync(bad, '<!doctype html><html><head><title>x</title></head><body><img src="https://example.org/x.png"><p style="color:#aaa;background:#fff">x</p><script>window.pwned = 1; console.error("x")</script></body></html>');
  const { page, did, close } = await open(bad);
  is('a picture without words and pale text are refused', (await grave(page)).length >= 2);
  is('a script that runs is noticed', await ran(page));
  is('a request is noticed', did.some((it) => it.startsWith('asks for')));
  await close();
}

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
