import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconArrowRight, IconMinus, IconPencil, IconPlus, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { differences, isPlainList, listChange, type FieldChange, type Json } from './diff';
import { ValueText } from './value-text';
import { useAuditWords } from './words';
import classes from './event.module.css';

const glyphs: Record<Exclude<FieldChange['change'], 'same'>, Icon> = {
  added: IconPlus,
  removed: IconMinus,
  changed: IconPencil,
};

/** What came to a list and what left it, each with its sign. */
function ListChanges({ before, after, path }: { before: Json[]; after: Json[]; path: string }) {
  const { t } = useTranslation('audit');
  const { added, removed, kept } = listChange(before, after);
  const items = [
    ...removed.map((value) => ({ value, mark: 'removed' as const })),
    ...added.map((value) => ({ value, mark: 'added' as const })),
    ...kept.map((value) => ({ value, mark: 'kept' as const })),
  ];
  return (
    <ul className={classes.chips}>
      {items.map(({ value, mark }) => (
        <li key={`${mark} ${JSON.stringify(value)}`} className={classes.item} data-mark={mark}>
          {mark === 'added' ? <IconPlus size={13} aria-hidden /> : null}
          {mark === 'removed' ? <IconMinus size={13} aria-hidden /> : null}
          <span className="dv-sr">{t(`diff.${mark}`)} </span>
          <ValueText value={value} path={path} />
        </li>
      ))}
    </ul>
  );
}

function Values({ change }: { change: FieldChange }) {
  const { t } = useTranslation('audit');
  const { path, before, after } = change;
  if (change.change === 'same') return <ValueText value={after ?? null} path={path} />;
  if (isPlainList(before) && isPlainList(after)) return <ListChanges before={before} after={after} path={path} />;
  return (
    <span className={classes.fromTo}>
      {before === undefined ? null : (
        <span className={classes.was}>
          <span className="dv-sr">{t('diff.was')} </span>
          <ValueText value={before} path={path} />
        </span>
      )}
      {before !== undefined && after !== undefined ? (
        <IconArrowRight size={15} className={`dv-flip ${classes.arrow}`} aria-hidden />
      ) : null}
      {after === undefined ? null : (
        <span className={classes.is}>
          <span className="dv-sr">{t('diff.is')} </span>
          <ValueText value={after} path={path} />
        </span>
      )}
    </span>
  );
}

function Row({ change }: { change: FieldChange }) {
  const { t } = useTranslation('audit');
  const words = useAuditWords();
  const Glyph = change.change === 'same' ? null : glyphs[change.change];
  return (
    <tr data-change={change.change}>
      <th scope="row">{words.field(change.path)}</th>
      <td className={classes.change}>
        {Glyph ? <Glyph size={14} aria-hidden /> : null}
        {t(`diff.${change.change}`)}
      </td>
      <td>
        <Values change={change} />
      </td>
    </tr>
  );
}

/** What a change did, field by field. What stayed as it was is there for whoever asks. */
export function ChangeList({ before, after }: { before: Json | null; after: Json | null }) {
  const { t } = useTranslation('audit');
  const [all, setAll] = useState(false);
  const changes = differences(before, after);
  const shown = changes.filter(({ change }) => all || change !== 'same');
  const same = changes.length - changes.filter(({ change }) => change !== 'same').length;
  return (
    <>
      {shown.length > 0 ? (
        <div className={classes.scroll}>
          <table className={classes.diff} aria-label={t('event.changes')}>
            <thead className="dv-sr">
              <tr>
                <th scope="col">{t('diff.field')}</th>
                <th scope="col">{t('diff.what')}</th>
                <th scope="col">{t('diff.values')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((change) => (
                <Row key={change.path} change={change} />
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p className={classes.quiet}>{t('diff.nothing')}</p>
      )}
      {same > 0 ? (
        <Button variant="subtle" size="compact-sm" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('diff.hideSame') : t('diff.showSame', { count: same })}
        </Button>
      ) : null}
    </>
  );
}
