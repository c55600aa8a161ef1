import type { ComponentPropsWithRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/queries';
import { PersonAvatar } from '../../components/person-avatar';
import classes from './shell.module.css';

export function MemberButton(props: ComponentPropsWithRef<'button'>) {
  const { t } = useTranslation();
  const me = useMe();
  const name = me.data?.member.name ?? '';
  return (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={`${t('member.menu')}: ${name}`}
      {...props}
      className={classes.memberButton}
    >
      <PersonAvatar name={name} size={28} />
      <span className={classes.memberName} dir="auto">
        {name}
      </span>
    </button>
  );
}
