import { useTranslation } from 'react-i18next';
import { useRoleName } from '../../components/role-name';
import { useFormat } from '../../i18n/format';
import type { Json } from './diff';
import { useAuditWords, useNames } from './words';
import classes from './event.module.css';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const CODE = /^[0-9a-f]{32,}$|^[a-z]+([._:-][a-z]+)+$/i;

interface ValueProps {
  value: Json;
  /** Where it stands: `roles` holds names of roles. */
  path: string;
}

function Words({ text, path }: { text: string; path: string }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const nameOf = useNames();
  const roleName = useRoleName();
  const words = useAuditWords();
  if (text === '') return <span className={classes.quiet}>{t('value.empty')}</span>;
  if (MOMENT.test(text)) return <time dateTime={text}>{format.exact(text)}</time>;
  if (/(^|\.)roles$/.test(path)) return <bdi>{roleName(text)}</bdi>;
  const word = words.value(path, text);
  if (word) return <>{word}</>;
  const name = UUID.test(text) ? nameOf(text) : null;
  if (name) return <bdi title={text}>{name}</bdi>;
  if (UUID.test(text) || CODE.test(text)) return <code dir="ltr">{text}</code>;
  return (
    <span dir="auto" className={classes.words}>
      {text}
    </span>
  );
}

/** One value in words: names for ids, dates as dates. */
export function ValueText({ value, path }: ValueProps) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  if (value === null) return <span className={classes.quiet}>{t('value.none')}</span>;
  if (typeof value === 'boolean') return <>{t(value ? 'value.yes' : 'value.no')}</>;
  if (typeof value === 'number') return <span className="dv-tabular">{format.number(value)}</span>;
  if (typeof value === 'string') return <Words text={value} path={path} />;
  if (!Array.isArray(value)) return <span className={classes.quiet}>{t('value.empty')}</span>;
  if (value.length === 0) return <span className={classes.quiet}>{t('value.emptyList')}</span>;
  return (
    <ul className={classes.values}>
      {value.map((item, index) => (
        <li key={index}>
          <ValueText value={item} path={path} />
        </li>
      ))}
    </ul>
  );
}
