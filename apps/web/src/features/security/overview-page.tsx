import { useState, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import { IconCircleCheck, IconLogout } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useChannels, usePermission } from '../../api/queries';
import type { ListedKey, ListedMember, SecurityOverview } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { notifyDone, notifyError } from '../../components/notify';
import { Page, PageHeader, Section } from '../../components/page';
import { Permitted } from '../../components/permitted';
import { QueryView } from '../../components/query-view';
import { useFormat } from '../../i18n/format';
import { useEndAllSessions, useSecurityOverview } from './overview-queries';
import classes from './security.module.css';

type Tone = 'warn' | 'good' | undefined;

function Tile({ label, value, tone }: { label: string; value: number; tone?: Tone }) {
  const format = useFormat();
  return (
    <div className={classes.tile} data-tone={tone}>
      <dt>{label}</dt>
      <dd>{format.number(value)}</dd>
    </div>
  );
}

const watch = (count: number): Tone => (count > 0 ? 'warn' : 'good');

function Tiles({ overview }: { overview: SecurityOverview }) {
  const { t } = useTranslation('security');
  const noPasskey = overview.membersWithoutPasskey.count;
  const noFactor = overview.membersWithoutSecondFactor.count;
  const stale = overview.unusedKeys.count;
  const expiring = overview.expiringKeys.count;
  return (
    <dl className={classes.tiles}>
      <Tile label={t('overview.tiles.members')} value={overview.activeMembers} />
      <Tile label={t('overview.tiles.noPasskey')} value={noPasskey} tone={watch(noPasskey)} />
      <Tile label={t('overview.tiles.noFactor')} value={noFactor} tone={watch(noFactor)} />
      <Tile label={t('overview.tiles.staleKeys')} value={stale} tone={watch(stale)} />
      <Tile label={t('overview.tiles.expiringKeys')} value={expiring} tone={watch(expiring)} />
      <Tile label={t('overview.tiles.sessions')} value={overview.openSessions} />
      <Tile label={t('overview.tiles.invitations')} value={overview.openInvitations} />
    </dl>
  );
}

interface Counted<T> {
  count: number;
  items: T[];
}

interface FindingsProps<T> {
  /** Key of its texts. */
  name: string;
  found: Counted<T>;
  action?: ReactNode;
  children: (item: T) => ReactNode;
}

/** Something to look at: who or what it concerns, or that all is well. */
function Findings<T extends { id: string }>({ name, found, action, children }: FindingsProps<T>) {
  const { t } = useTranslation('security');
  const more = found.count - found.items.length;
  return (
    <Section
      title={t(`overview.${name}.title`)}
      description={t(`overview.${name}.lead`)}
      actions={found.count > 0 ? action : null}
    >
      {found.count === 0 ? (
        <p className={classes.fine}>
          <IconCircleCheck size={18} aria-hidden />
          {t(`overview.${name}.fine`)}
        </p>
      ) : (
        <ul className={classes.people}>
          {found.items.map((item) => (
            <li key={item.id}>{children(item)}</li>
          ))}
        </ul>
      )}
      {more > 0 ? <p className={classes.more}>{t('overview.more', { count: more })}</p> : null}
    </Section>
  );
}

function Person({ name, email }: Pick<ListedMember, 'name' | 'email'>) {
  return (
    <span className={classes.person}>
      <bdi className={classes.name}>{name}</bdi>
      {email ? (
        <bdi dir="ltr" className={classes.sub}>
          {email}
        </bdi>
      ) : null}
    </span>
  );
}

function Key({ item, when }: { item: ListedKey; when: string }) {
  return (
    <span className={classes.person}>
      <bdi className={classes.name}>{item.name}</bdi>
      <span className={classes.sub}>
        <bdi>{item.serviceMember.name}</bdi> · {when}
      </span>
    </span>
  );
}

function To({ path, label }: { path: string; label: string }) {
  return (
    <Button component={Link} to={path} variant="default">
      {label}
    </Button>
  );
}

/** Connections that the network has let lapse, or is refusing. */
function LapsedChannels() {
  const channels = useChannels(usePermission('channels:read')).data?.items ?? [];
  const { t } = useTranslation('security');
  const lapsed = channels.filter(({ state }) => state === 'needs-reauthorization');
  return (
    <Findings
      name="lapsed"
      found={{ count: lapsed.length, items: lapsed }}
      action={<To path="/settings/channels" label={t('overview.toChannels')} />}
    >
      {({ displayName, handle }) => <Person name={displayName} email={handle} />}
    </Findings>
  );
}

function BreakGlass({ holder }: { holder: SecurityOverview['breakGlass'] }) {
  const { t } = useTranslation('security');
  return (
    <Section
      title={t('overview.breakGlass.title')}
      description={holder ? t('overview.breakGlass.set', { name: holder.name }) : t('overview.breakGlass.none')}
      actions={<To path="/settings/security-policy" label={t('overview.breakGlass.change')} />}
    >
      {null}
    </Section>
  );
}

function EndAllSessions({ open }: { open: number }) {
  const { t } = useTranslation('security');
  const end = useEndAllSessions();
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title={t('overview.endAll.title')}
      description={t('overview.endAll.lead')}
      actions={
        <Button
          variant="default"
          className={classes.danger ?? ''}
          leftSection={<IconLogout size={16} className="dv-flip" aria-hidden />}
          onClick={() => setAsking(true)}
        >
          {t('overview.endAll.action')}
        </Button>
      }
    >
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('overview.endAll.confirmTitle')}
        action={t('overview.endAll.action')}
        dangerous
        busy={end.isPending}
        onConfirm={() =>
          end.mutate(undefined, {
            onSuccess: () => {
              notifyDone(t('overview.endAll.done'));
              setAsking(false);
            },
            onError: (error) => notifyError(error),
          })
        }
      >
        {t('overview.endAll.confirmText', { count: open })}
      </ConfirmDialog>
    </Section>
  );
}

function Overview() {
  const { t } = useTranslation('security');
  const format = useFormat();
  const overview = useSecurityOverview();
  const toKeys = <To path="/settings/api-keys?state=attention" label={t('overview.toKeys')} />;
  const toMembers = <To path="/settings/members" label={t('overview.toMembers')} />;
  const used = ({ lastUsedAt }: ListedKey) =>
    lastUsedAt ? t('overview.lastUsed', { when: format.relative(lastUsedAt) }) : t('overview.neverUsed');
  return (
    <QueryView query={overview}>
      {(data) => (
        <>
          <Tiles overview={data} />
          <Findings name="noPasskey" found={data.membersWithoutPasskey} action={toMembers}>
            {(member) => <Person {...member} />}
          </Findings>
          <Findings name="noFactor" found={data.membersWithoutSecondFactor} action={toMembers}>
            {(member) => <Person {...member} />}
          </Findings>
          <Findings name="staleKeys" found={data.unusedKeys} action={toKeys}>
            {(item) => <Key item={item} when={used(item)} />}
          </Findings>
          <Findings name="expiringKeys" found={data.expiringKeys} action={toKeys}>
            {(item) => <Key item={item} when={t('overview.expires', { when: format.relative(item.expiresAt) })} />}
          </Findings>
          <LapsedChannels />
          <BreakGlass holder={data.breakGlass} />
          <EndAllSessions open={data.openSessions} />
        </>
      )}
    </QueryView>
  );
}

/** What a security officer looks at on a Monday morning. */
export function SecurityOverviewPage() {
  const { t } = useTranslation('security');
  return (
    <Page width="reading">
      <Permitted permission="organization:manage">
        <PageHeader title={t('overview.title')} description={t('overview.lead')} />
        <Overview />
      </Permitted>
    </Page>
  );
}
