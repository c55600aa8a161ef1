/* global document */
import assert from 'node:assert/strict';
import { pressPersian } from './browser.mjs';

const ARRIVES_WITHIN_MS = 20_000;

const rowsOf = ({ t }, page) => page.getByRole('list', { name: t('inbox:list.label') }).getByRole('link');

/** A letter key, as the keyboard of the language sends it. */
const press = ({ language }, page, letter, persian) =>
  language === 'fa' ? pressPersian(page, `Key${letter.toUpperCase()}`, persian) : page.keyboard.press(letter);

/** A citizen writes; it appears before the agent, who answers from the keyboard; the citizen reads the answer. */
export async function citizenIsAnswered(scene) {
  const { t, browser, question, reply } = scene;
  const agent = await scene.member('agent');
  await rowsOf(scene, agent).first().waitFor();
  await browser.examine(agent, 'inbox', { phone: true });

  const citizen = await scene.citizenPage();
  await browser.examine(citizen, 'practice network');
  await scene.staysLoaded(agent, async () => {
    await citizen.getByRole('textbox').first().fill(question);
    await citizen.locator('#compose').getByRole('button').click();
    await citizen.getByRole('article').filter({ hasText: scene.mark }).first().waitFor();
    await rowsOf(scene, agent).filter({ hasText: scene.mark }).waitFor({ timeout: ARRIVES_WITHIN_MS });
  });

  await press(scene, agent, 'j', 'ت');
  await agent.waitForURL(/\/inbox\/[0-9a-f-]{36}/);
  const pane = agent.getByRole('region', { name: t('inbox:conversation.label', { name: scene.citizen }) });
  await pane.getByRole('article').filter({ hasText: question }).waitFor();

  const box = pane.getByRole('textbox', { name: t('inbox:reply.label', { name: scene.citizen }) });
  await box.waitFor();
  await press(scene, agent, 'r', 'ق');
  await agent.waitForFunction((element) => document.activeElement === element, await box.elementHandle());
  await agent.keyboard.insertText(reply);
  await agent.keyboard.press('Control+Enter');
  const sent = pane.getByRole('article').filter({ hasText: reply });
  await sent.getByText(t('inbox:message.sent'), { exact: true }).waitFor({ timeout: ARRIVES_WITHIN_MS });
  assert.equal(await sent.count(), 1, 'the reply is shown once');
  await browser.examine(agent, 'conversation', { phone: true });

  await scene.staysLoaded(citizen, () => citizen.getByRole('article').filter({ hasText: reply }).first().waitFor());
}

/** Takes the conversation and resolves it, each taken back once; by keys alone. */
export async function assignedAndResolved(scene) {
  const { t } = scene;
  const agent = await scene.member('agent');
  const name = scene.nameOf('agent');
  const pane = agent.getByRole('region', { name: t('inbox:conversation.label', { name: scene.citizen }) });
  const thread = pane.getByRole('log');
  const takeBack = async (what) => {
    const notice = agent.getByRole('alert').filter({ hasText: what });
    await notice.getByRole('button', { name: t('common:actions.undo') }).press('Enter');
    await notice.waitFor({ state: 'hidden' });
  };
  const assign = async () => {
    await thread.focus();
    await press(scene, agent, 'a', 'ش');
    await agent.getByRole('menuitem', { name: t('inbox:conversation.assignToMe') }).waitFor();
    await agent.keyboard.press('Enter');
    await pane.getByRole('button', { name: t('inbox:conversation.assignedTo', { name }) }).waitFor();
  };
  await assign();
  await takeBack(t('inbox:done.assigned', { name }));
  await pane.getByRole('button', { name: t('inbox:conversation.assign'), exact: true }).waitFor();
  await assign();

  const row = rowsOf(scene, agent).filter({ hasText: scene.mark });
  const address = agent.url();
  const resolve = async () => {
    await thread.focus();
    await press(scene, agent, 'e', 'ث');
    await row.waitFor({ state: 'detached' });
  };
  await resolve();
  assert.notEqual(agent.url(), address, 'the next conversation is open');
  await takeBack(t('inbox:done.resolved'));
  await row.press('Enter');
  await agent.waitForURL(address);
  await pane.getByText(t('inbox:status.open'), { exact: true }).waitFor();
  await resolve();
  await agent.getByRole('link', { name: t('inbox:queues.resolved'), exact: true }).press('Enter');
  await row.waitFor();
}
