import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const rowsOf = (page, name) => page.getByRole('table', { name }).getByRole('row');

async function proven(scene, place) {
  await place.getByRole('button', { name: scene.t('records:verify.action'), exact: true }).click();
  await place.getByText(scene.pattern('records:verify.verdict.proven')).waitFor();
  const steps = await place.getByText(scene.t('records:verify.state.ok')).count();
  assert.ok(steps >= 3, `${steps} steps of the proof hold`);
}

/** What was received, said and published stands in the records, and its proof holds in this browser. */
export async function recordedAndProven(scene) {
  const { t, browser } = scene;
  const officer = await scene.member('records-officer');
  await scene.go(officer, 'records');
  const rows = rowsOf(officer, t('records:title'));
  for (const [kind, text] of [
    ['inbound_message', scene.question],
    ['outbound_reply', scene.reply],
    ['outbound_post', scene.text],
  ]) {
    const row = rows.filter({ hasText: t(`records:classes.${kind}`) }).filter({ hasText: text });
    await row.first().waitFor();
  }
  await browser.examine(officer, 'records');
  await rows
    .filter({ hasText: t('records:classes.outbound_post') })
    .filter({ hasText: scene.text })
    .first()
    .click();
  await officer.waitForURL(/\/records\/[0-9a-f-]{36}$/);
  await proven(scene, officer.getByRole('main'));
  await officer.getByRole('button', { name: t('records:payload.show') }).click();
  await officer.getByRole('button', { name: t('records:payload.download') }).waitFor();
  await browser.examine(officer, 'record');
}

/** Narrows the log down to one kind, as somebody does who knows its name: typing, then choosing. */
async function chooseKind(scene, page, kind) {
  const words = scene.t(`audit-kinds:kinds.${kind}`);
  await page.getByRole('combobox', { name: scene.t('audit:list.kind'), exact: true }).fill(words);
  await page.getByRole('option', { name: words, exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get('kind') === kind);
  return rowsOf(page, scene.t('audit:title')).filter({ hasText: words }).first();
}

/** Who did what: the author handed it in, the approver decided; and an event is proven too. */
export async function auditedByName(scene) {
  const { t, browser } = scene;
  const page = await scene.member('administrator');
  await scene.go(page, 'audit');
  const rows = rowsOf(page, t('audit:title'));
  const decision = await chooseKind(scene, page, 'approvals.decision-made');
  await decision.getByText(scene.nameOf('approver')).last().waitFor();
  const submission = await chooseKind(scene, page, 'publishing.post-submitted');
  await submission.getByText(scene.nameOf(scene.author)).last().waitFor();
  await page.getByRole('button', { name: t('audit:filters.more') }).click();
  const chips = page.getByRole('list', { name: t('audit:filters.active') });
  await chips.getByText(t('audit-kinds:kinds.publishing.post-submitted')).waitFor();
  await browser.examine(page, 'audit filters');
  await page.getByRole('button', { name: t('audit:filters.more') }).click();
  await chips.getByRole('button', { name: t('audit:list.clear') }).click();
  await rows.nth(5).waitFor();
  await browser.examine(page, 'audit');
  await (await chooseKind(scene, page, 'approvals.decision-made')).press('Enter');
  const drawer = page.getByRole('dialog');
  await proven(scene, drawer);
  await browser.examine(page, 'audit event');
  await drawer.getByRole('button', { name: t('common:actions.close') }).click();
  await drawer.waitFor({ state: 'hidden' });
}

/** What is filtered is exported, and the file is there without anybody reloading. */
export async function exported(scene) {
  const { t, browser } = scene;
  const page = await scene.member('administrator');
  await scene.go(page, 'audit');
  await page.getByRole('list', { name: t('audit:filters.active') }).waitFor({ state: 'hidden' });
  await chooseKind(scene, page, 'approvals.decision-made');
  await page.getByRole('button', { name: t('audit:export.action'), exact: true }).click();
  const dialog = page.getByRole('dialog', { name: t('audit:export.title') });
  await dialog.getByText(t('audit-kinds:kinds.approvals.decision-made')).waitFor();
  await browser.examine(page, 'audit export');
  await dialog.getByRole('button', { name: t('audit:export.start') }).click();
  await page.getByRole('heading', { level: 1, name: t('audit:exports.title') }).waitFor();
  const ready = page
    .getByRole('listitem')
    .filter({ hasText: t('audit:exports.states.done') })
    .first();
  const download = page.waitForEvent('download');
  await ready.getByRole('button', { name: scene.pattern('audit:exports.downloadNamed') }).click();
  assert.match(await textOf(await download), /approvals\.decision-made/);
  await browser.examine(page, 'audit exports');
}

/** The log's status, and a head of it to keep elsewhere. */
export async function logStands(scene) {
  const { t, browser } = scene;
  const page = await scene.member('administrator');
  const tabs = page.getByRole('navigation', { name: t('audit:tabs.label') });
  await tabs.getByRole('link', { name: t('audit:tabs.log') }).click();
  await page.getByText(t('log:head.order')).waitFor();
  const newest = page
    .getByRole('list', { name: t('log:checkpoints.title') })
    .getByRole('listitem')
    .first();
  const download = page.waitForEvent('download');
  await newest.getByRole('button', { name: scene.pattern('log:checkpoints.keepNote') }).click();
  assert.match(await textOf(await download), /^[^\n]+\n\d+\n\S+\n\n— /);
  await browser.examine(page, 'log status');
}

async function textOf(download) {
  return readFileSync(await download.path(), 'utf8');
}

/** Channels with what their networks allow, members with their roles, the profile, and where the audit log goes. */
export async function settingsOpen(scene) {
  const { t, browser } = scene;
  const page = await scene.member('administrator');
  await scene.go(page, 'settings');
  await page.getByRole('heading', { level: 1, name: t('auth:profile.title') }).waitFor();
  await browser.examine(page, 'profile');
  const settings = page.getByRole('navigation', { name: t('common:nav.settings') });
  await settings.getByRole('link', { name: t('common:nav.channels'), exact: true }).click();
  await page
    .getByText(/rivertown_transit/)
    .first()
    .waitFor();
  await page.getByRole('heading', { name: t('channels:matrix.title') }).waitFor();
  await browser.examine(page, 'channels');
  await settings.getByRole('link', { name: t('common:nav.members'), exact: true }).click();
  for (const { name } of scene.installation.members) await page.getByText(name).last().waitFor();
  await browser.examine(page, 'members');
  await settings.getByRole('link', { name: t('common:nav.auditSettings'), exact: true }).click();
  await page.getByRole('heading', { name: t('audit-settings:forwarding.title') }).waitFor();
  await page.getByRole('radio', { name: t('audit-settings:retention.forGood') }).waitFor();
  await browser.examine(page, 'audit settings');
}
