/** What may happen to an honest installation. None of it is a failure; some of it must be said. */
export const honestChanges = [
  { name: 'nothing', mode: 'both', run: async () => ({ code: 'held.extended' }) },
  { name: 'nothing, seen by a copy alone', mode: 'copy', run: async () => ({ code: 'copy.complete' }) },
  {
    name: 'the log grows',
    mode: 'both',
    async run({ town }) {
      await town.withWorker(() => town.act(5));
      return { code: 'tree.complete' };
    },
  },
  {
    name: 'the key is changed, by the one who has the old one',
    mode: 'log',
    async run({ town }) {
      await town.withWorker(async () => {
        await town.admin.post('/v1/log/keys', { reason: 'yearly' });
        await town.act(3);
      });
      return { code: 'rotation.followed' };
    },
  },
  {
    name: 'personal content is erased',
    mode: 'both',
    async run({ town }) {
      await town.tamper(
        'DELETE FROM audit_details WHERE event_id = (SELECT id FROM audit_events WHERE organization_id = $1 ORDER BY occurred_at LIMIT 1)',
        [town.id],
      );
      return { code: 'content.erased' };
    },
  },
];
