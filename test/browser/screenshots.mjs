/* global document */
/**
 * The pictures in the README, taken from the demo: `node test/browser/screenshots.mjs` writes
 * docs/screenshots/{inbox,composer,audit}-{en,fa}.png. Look at them before you commit them.
 */
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { build } from '../../apps/divan/build.mjs';
import { root } from '../../apps/divan/home.mjs';
import { settle, WatchedBrowser } from './browser.mjs';
import { startInstallation } from './installation.mjs';
import { Scene } from './scene.mjs';

const folder = join(root, 'docs', 'screenshots');
const MAX_BYTES = 300_000;

const POSTER = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675">
  <rect width="1200" height="675" fill="#dceefb"/><circle cx="960" cy="170" r="75" fill="#f6ad55"/>
  <path d="M0 470 L150 330 L330 450 L520 300 L760 470 Z" fill="#a7cbb5"/>
  <rect y="470" width="1200" height="205" fill="#2b6cb0"/>
  <path d="M120 470 Q600 60 1080 470" fill="none" stroke="#2d3748" stroke-width="22"/>
  <path d="M300 350 V470 M450 285 V470 M600 265 V470 M750 285 V470 M900 350 V470" stroke="#2d3748" stroke-width="7"/>
  <rect y="458" width="1200" height="20" fill="#2d3748"/>
  <path d="M80 560 h220 M420 610 h260 M820 555 h240" stroke="#90cdf4" stroke-width="9" stroke-linecap="round"/>
</svg>`;

/** Whose conversation is open, and what is being written. */
const SUBJECTS = {
  en: {
    person: 'Maria Lopez',
    reply:
      'Yes: a water truck stands at Harbor School until 9 pm, and the pharmacy on 5th has bottles. Bring anything that holds water.',
    title: 'Footbridge',
    text: 'The new footbridge at Old Harbor opens on Sunday at noon. Ferry rides are free all day, and the first hundred across get a lantern. See you there! #Rivertown',
    altText: 'A drawing of the new footbridge over the river in the morning sun.',
  },
  fa: {
    person: 'علی حسینی',
    reply:
      'تا نتیجهٔ آزمایش لطفاً نجوشانده ننوشید. تانکر آب تا ساعت ۹ شب کنار دبستان بندر است؛ امشب همین‌جا خبر می‌دهیم.',
    title: 'گشایش پل پیاده‌رو',
    text: 'پل تازهٔ پیاده‌رو در بندر قدیم یکشنبه ظهر باز می‌شود. قایق‌ها همهٔ روز رایگان‌اند و صد نفر نخست فانوس می‌گیرند. چشم به راه شما هستیم! #ریورتاون',
    altText: 'نقاشی پل تازهٔ پیاده‌رو بر رود در آفتاب صبح.',
  },
};

async function inbox(scene, page, { person, reply }) {
  const { t } = scene;
  await scene.go(page, 'inbox');
  const list = page.getByRole('list', { name: t('inbox:list.label') });
  await list.getByRole('link').filter({ hasText: person }).first().click();
  const pane = page.getByRole('region', { name: t('inbox:conversation.label', { name: person }) });
  const box = pane.getByRole('textbox', { name: t('inbox:reply.label', { name: person }) });
  await box.fill(reply);
  await box.press('Control+Enter');
  const sent = pane.getByRole('article').filter({ hasText: reply });
  await sent.getByText(t('inbox:message.sent'), { exact: true }).waitFor();
  await page.evaluate(() => document.activeElement?.blur());
  await page.mouse.move(0, 0);
}

async function composer(scene, page, { title, text, altText }) {
  const { t } = scene;
  await scene.go(page, 'publish');
  await page
    .getByRole('link', { name: t('publishing:list.new') })
    .first()
    .click();
  for (const name of [/ @?rivertown@/, / @?rivertown_parks@/]) await page.getByRole('checkbox', { name }).click();
  await page.getByLabel(t('publishing:composer.text'), { exact: true }).fill(text);
  await page.getByLabel(t('publishing:composer.title')).fill(title);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: t('publishing:media.add') }).click();
  const buffer = await sharp(Buffer.from(POSTER)).png().toBuffer();
  await (await chooser).setFiles({ name: 'footbridge.png', mimeType: 'image/png', buffer });
  await page.getByLabel(scene.pattern('publishing:media.altFor')).fill(altText);
  const checks = page.getByRole('region', { name: t('publishing:checks.title') });
  await checks.getByText(t('publishing:checks.fits'), { exact: true }).nth(1).waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
}

async function audit(scene, page) {
  await scene.go(page, 'audit');
  await page
    .getByRole('table', { name: scene.t('audit:title') })
    .getByRole('row')
    .nth(8)
    .waitFor();
}

async function take(page, name) {
  await settle(page);
  const path = join(folder, `${name}.png`);
  const picture = await page.screenshot();
  const { size } = await sharp(picture).png({ palette: true, colours: 256, effort: 10 }).toFile(path);
  if (size > MAX_BYTES) throw new Error(`${name}.png has ${size} bytes; ${MAX_BYTES} are allowed.`);
  console.log(`${relative(root, path)}: ${Math.round(size / 1000)} kB`);
}

await build({ say: console.log });
mkdirSync(folder, { recursive: true });
const installation = await startInstallation({ usualPorts: true });
const browser = await WatchedBrowser.launch([installation.web, installation.practice]);
browser.examine = async () => undefined;
try {
  for (const [language, subjects] of Object.entries(SUBJECTS)) {
    const scene = new Scene({ installation, browser, language });
    const page = await scene.member('administrator');
    for (const [name, screen] of Object.entries({ inbox, composer, audit })) {
      await screen(scene, page, subjects);
      await take(page, `${name}-${language}`);
    }
    await scene.end();
  }
} finally {
  await browser.close();
  await installation.stop();
}
