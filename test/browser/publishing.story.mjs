import assert from 'node:assert/strict';
import sharp from 'sharp';

const ACCOUNTS = [/ @?rivertown(@|$)/, / @?rivertown_parks(@|$)/];
const PUBLISHED_WITHIN_MS = 30_000;

const picture = () =>
  sharp({ create: { width: 1200, height: 675, channels: 3, background: '#2b6cb0' } })
    .png()
    .toBuffer();

/** Composed for two channels; refused while the image has no alt text; handed in; not for its author to decide. */
export async function composedAndSubmitted(scene) {
  const { t, browser } = scene;
  const author = await scene.member(scene.author);
  await scene.go(author, 'publish');
  await author.getByRole('heading', { level: 1, name: t('publishing:title') }).waitFor();
  await browser.examine(author, 'schedule');
  await author
    .getByRole('link', { name: t('publishing:list.new') })
    .first()
    .click();

  for (const name of ACCOUNTS) await author.getByRole('checkbox', { name }).click();
  await author.getByLabel(t('publishing:composer.text'), { exact: true }).fill(scene.text);
  await author.getByLabel(t('publishing:composer.title')).fill(scene.title);
  const counts = author.getByRole('img', { name: scene.pattern('publishing:count.left_other') });
  await counts.nth(1).waitFor();
  assert.equal(await counts.count(), 2, 'each channel has its count');

  const chooser = author.waitForEvent('filechooser');
  await author.getByRole('button', { name: t('publishing:media.add') }).click();
  await (await chooser).setFiles({ name: 'bridge.png', mimeType: 'image/png', buffer: await picture() });
  const description = author.getByLabel(scene.pattern('publishing:media.altFor'));
  await description.waitFor();
  await refusedWithoutAltText(scene, author);
  await browser.examine(author, 'composer, refused');

  await description.fill(scene.altText);
  const checks = author.getByRole('region', { name: t('publishing:checks.title') });
  await checks.getByText(t('publishing:checks.fits'), { exact: true }).nth(1).waitFor();
  const submit = author.getByRole('button', { name: t('publishing:composer.submit') });
  await submit.click();
  await author.getByText(t('publishing:composer.submitted')).waitFor();
  await author.waitForURL(/\/publish\/[0-9a-f-]{36}$/);
  await author.getByText(t('publishing:states.in_review'), { exact: true }).first().waitFor();
  await browser.examine(author, 'post in review');
  scene.postAddress = author.url();
  await authorCannotDecide(scene, author);
}

async function refusedWithoutAltText({ t, pattern }, author) {
  const checks = author.getByRole('region', { name: t('publishing:checks.title') });
  await checks.getByText(pattern('publishing:findings.alt_text_missing.what')).nth(1).waitFor();
  const submit = author.getByRole('button', { name: t('publishing:composer.submit') });
  assert.equal(await submit.isDisabled(), true, 'cannot be submitted');
  assert.equal(await submit.getAttribute('title'), t('publishing:composer.needMending'));
  await author.keyboard.press('Tab');
  await author.getByText(t('publishing:media.altRequired')).waitFor();
}

const requestRow = ({ t, mark }, page) =>
  page
    .getByRole('list', { name: t('approvals:list.label') })
    .getByRole('link')
    .filter({ hasText: mark });

async function authorCannotDecide(scene, author) {
  const { t } = scene;
  await scene.go(author, 'approvals');
  await requestRow(scene, author).click();
  const request = author.getByRole('article', { name: scene.title });
  await request.getByText(t(`problems:${scene.cannotDecide}`)).waitFor();
  assert.equal(await request.getByRole('button', { name: t('approvals:actions.approve') }).count(), 0);
  await author.goto(scene.postAddress);
}

/** Somebody else approves by keyboard; it goes out; its links lead to it. */
export async function approvedAndPublished(scene) {
  const { t, browser } = scene;
  const author = await scene.member(scene.author);
  const approver = await scene.member('approver');
  await scene.go(approver, 'approvals');
  await requestRow(scene, approver).waitFor();
  await browser.examine(approver, 'approvals', { phone: true });
  await requestRow(scene, approver).click();
  const request = approver.getByRole('article', { name: scene.title });
  await request.getByRole('img', { name: scene.altText }).first().waitFor();
  await browser.examine(approver, 'approval request', { phone: true });
  await approver.keyboard.press('a');
  const dialog = approver.getByRole('dialog');
  await dialog.getByText(scene.pattern('approvals:dialog.goesNow')).waitFor();
  await browser.examine(approver, 'decision');
  await dialog.getByRole('button', { name: t('approvals:actions.approve') }).click();
  await approver.getByText(t('approvals:done.approve'), { exact: true }).first().waitFor();

  const results = author.getByRole('list', { name: t('publishing:publications.title') });
  const links = results.getByRole('link', { name: scene.pattern('publishing:publications.open') });
  await links.nth(1).waitFor({ timeout: PUBLISHED_WITHIN_MS });
  assert.equal(await results.getByText(t('publishing:publications.states.published'), { exact: true }).count(), 2);
  await browser.examine(author, 'published post');
  await author.getByRole('link', { name: t('publishing:list.back') }).click();
  await author.getByRole('link', { name: t('publishing:views.published'), exact: true }).click();
  await author.getByRole('link').filter({ hasText: scene.mark }).first().waitFor();
  await author.goBack();
  await author.goBack();
  await standsOnTheNetwork(scene, await links.first().getAttribute('href'));
}

async function standsOnTheNetwork(scene, address) {
  const citizen = await scene.citizenPage();
  await citizen.goto(address);
  const post = citizen.getByRole('article').filter({ hasText: scene.mark });
  await post.getByRole('img', { name: scene.altText }).waitFor();
  assert.equal(await post.count(), 1, 'the post is there once');
}
