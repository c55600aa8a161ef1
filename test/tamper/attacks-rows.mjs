import { wait } from './town.mjs';

const EVENT = 'accounts.team-created';

/** A column of an event's row. Found by comparing the pulled row with its signed entry. */
const rowOf = (what, change, field) => ({
  name: `change ${what} of an event`,
  mode: 'copy',
  async run({ town }) {
    const { index, id } = await town.leaf(EVENT, { from: 0 });
    await town.tamper(`UPDATE audit_events SET ${change} WHERE organization_id = $1 AND id = $2`, [town.id, id]);
    return { code: 'row.changed', leaf: index, field };
  },
});

/** A column of an event's erasable content. Found by the salt. */
const contentOf = (what, change, part, kind = EVENT) => ({
  name: `change ${what} of an event`,
  mode: 'copy',
  async run({ town }) {
    const { index, id } = await town.leaf(kind, { from: 0 });
    await town.tamper(`UPDATE audit_details SET ${change} WHERE organization_id = $1 AND event_id = $2`, [town.id, id]);
    return { code: 'content.changed', leaf: index, part };
  },
});

/** Against the rows that people read, with the log left alone. */
export const attacksOnRows = [
  contentOf(
    'a word of the detail',
    `detail = replace(detail, 'mention', 'comment')`,
    'detail',
    'inbox.message-received',
  ),
  contentOf('the name of the actor', `actor_name = 'Somebody Else'`, 'who'),
  contentOf('the salt', `salt = set_byte(salt, 0, 255 - get_byte(salt, 0))`, 'detail'),
  rowOf('the time', `occurred_at = occurred_at - interval '1 day'`, 'time'),
  rowOf('the actor', `actor_id = object_id`, 'actor'),
  rowOf('the outcome', `outcome = 'refused'`, 'outcome'),
  rowOf('the object', `object_id = id::text`, 'object'),
  rowOf('the kind', `kind = 'accounts.member-changed'`, 'kind'),
  {
    name: "change a record's content",
    mode: 'copy',
    async run({ town }) {
      const { index, id } = await town.leaf('"kind":"record"');
      await town.tamper(
        `UPDATE record_contents SET activity = replace(activity, 'street lamp', 'fine bridge') WHERE record_id = $1`,
        [id],
      );
      return { code: 'content.changed', leaf: index, part: 'activity' };
    },
  },
  {
    name: "change a record's author",
    mode: 'copy',
    async run({ town }) {
      const { index, id } = await town.leaf('"kind":"record"');
      await town.tamper(
        `UPDATE record_contents SET author = jsonb_set(author, '{name}', '"Somebody Else"') WHERE record_id = $1`,
        [id],
      );
      return { code: 'content.changed', leaf: index, part: 'author' };
    },
  },
  {
    name: 'change the detail of an event and take its salt away, as if it were erased',
    mode: 'copy',
    async run({ town }) {
      const { index, id } = await town.leaf('inbox.message-received', { from: 0 });
      await town.tamper('ALTER TABLE audit_details ALTER COLUMN salt DROP NOT NULL');
      await town.tamper(
        `UPDATE audit_details SET salt = NULL, detail = replace(detail, 'mention', 'comment') WHERE event_id = $1`,
        [id],
      );
      return { code: 'content.unsalted', leaf: index, part: 'detail' };
    },
  },
  {
    name: "change a byte of a record's payload",
    mode: 'copy',
    async run({ town }) {
      const { index, id } = await town.leaf('"kind":"record"');
      await town.tamper('UPDATE record_contents SET payload = set_byte(payload, 40, 42) WHERE record_id = $1', [id]);
      return { code: 'content.changed', leaf: index, part: 'payload', verification: { payloadOf: id } };
    },
  },
  {
    name: "change a record's time",
    mode: 'copy',
    async run({ town }) {
      const { index, id } = await town.leaf('"kind":"record"');
      await town.tamper(`UPDATE records SET captured_at = captured_at - interval '1 day' WHERE id = $1`, [id]);
      return { code: 'row.changed', leaf: index, field: 'time' };
    },
  },
  {
    name: 'delete an event, and leave its leaf',
    mode: 'both',
    async run({ town }) {
      const { index, id } = await town.leaf(EVENT, { from: 0 });
      await town.tamper('DELETE FROM audit_events WHERE organization_id = $1 AND id = $2', [town.id, id]);
      return { code: 'row.missing', leaf: index };
    },
  },
  {
    name: 'delete a record, and leave its leaf',
    mode: 'both',
    async run({ town }) {
      const { index, id } = await town.leaf('"kind":"record"');
      await town.tamper('DELETE FROM record_contents WHERE record_id = $1', [id]);
      await town.tamper('DELETE FROM records WHERE id = $1', [id]);
      return { code: 'row.missing', leaf: index };
    },
  },
  {
    name: "copy another organization's event among ours",
    mode: 'both',
    async run({ town }) {
      const [{ id }] = await town.tamper(
        `UPDATE audit_events SET organization_id = $1 WHERE id = (SELECT id FROM audit_events WHERE organization_id = $2 ORDER BY occurred_at LIMIT 1) RETURNING id`,
        [town.id, town.villageId],
      );
      return { code: 'row.notLogged', id, verification: { grace: 0 } };
    },
  },
  {
    name: "give an event another event's leaf",
    mode: 'both',
    async run({ town }) {
      const [first, second] = [await town.leaf(EVENT, { from: 0 }), await town.leaf('inbox.message-received')];
      for (const [index, id] of [
        [first.index, '00000000-0000-7000-8000-000000000000'],
        [second.index, first.id],
        [first.index, second.id],
      ]) {
        await town.tamper('UPDATE ledger_leaves SET source_id = $3 WHERE organization_id = $1 AND leaf_index = $2', [
          town.id,
          index,
          id,
        ]);
      }
      return { code: 'row.changed', leaf: first.index, field: 'id' };
    },
  },
  {
    name: 'remove a pending row: the event stays, its entry never reaches the log',
    mode: 'both',
    async run({ town }) {
      const { id } = await waiting(town);
      await town.tamper('DELETE FROM ledger_pending WHERE organization_id = $1', [town.id]);
      await goOn(town);
      return { code: 'row.notLogged', id, verification: { grace: 1 } };
    },
  },
  {
    name: 'remove a pending row and its event, of which somebody kept a receipt',
    mode: 'log',
    async run({ town }) {
      const { id, entry } = await waiting(town);
      await town.tamper('DELETE FROM ledger_pending WHERE organization_id = $1', [town.id]);
      await town.tamper('DELETE FROM audit_details WHERE event_id = $1', [id]);
      await town.tamper('DELETE FROM audit_events WHERE id = $1', [id]);
      await goOn(town);
      return { code: 'entry.notFound', verification: { receipt: entry } };
    },
  },
  {
    name: 'change an entry while it waits for its place',
    mode: 'copy',
    async run({ town }) {
      const { id } = await waiting(town);
      await town.tamper(
        `UPDATE ledger_pending SET entry = convert_to(replace(convert_from(entry, 'UTF8'), '"success"', '"failure"'), 'UTF8') WHERE source_id = $1`,
        [id],
      );
      await goOn(town);
      return { code: 'row.changed', field: 'outcome' };
    },
  },
];

/** An act whose entry is not yet in the tree, because nobody integrates. */
async function waiting(town) {
  await town.admin.post('/v1/teams', { name: 'Team that was not' });
  const [row] = await town.tamper(
    `SELECT source_id AS id, convert_from(entry, 'UTF8') AS entry FROM ledger_pending
      WHERE organization_id = $1 AND convert_from(entry, 'UTF8') LIKE '%' || $2 || '%' ORDER BY seq DESC LIMIT 1`,
    [town.id, EVENT],
  );
  return row;
}

/** The log goes on as if nothing had been, for long enough that nothing honest still waits. */
async function goOn(town) {
  await wait(1_500);
  await town.withWorker(() => town.act(2));
}
