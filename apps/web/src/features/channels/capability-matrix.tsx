import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Network } from '../../api/types';
import { NetworkIcon } from '../../components/network-icon';
import { useNetworkTexts } from '../../components/network-texts';
import classes from './channels.module.css';

const ROWS = [
  'publish',
  'inbox.direct_message',
  'inbox.mention',
  'inbox.comment',
  'inbox.reaction',
  'inbox.streaming',
  'metrics',
] as const;

function allows({ capabilities }: Network, row: string): boolean {
  if (row === 'publish') return capabilities.publish !== undefined;
  if (row === 'metrics') return capabilities.metrics !== undefined;
  if (row === 'inbox.streaming') return capabilities.inbox?.streaming ?? false;
  if (row.startsWith('inbox.')) return capabilities.inbox?.kinds.includes(row.slice('inbox.'.length)) ?? false;
  return false;
}

/** Rows everybody knows, and whatever else a connector says that it cannot do. */
function rowsOf(networks: Network[]): string[] {
  const said = networks.flatMap((network) => network.unsupported.map(({ capability }) => capability));
  return [...new Set<string>([...ROWS, ...said])];
}

function Cell({ network, row }: { network: Network; row: string }) {
  const { t } = useTranslation('channels');
  const texts = useNetworkTexts();
  if (allows(network, row)) {
    return (
      <td className={classes.yes}>
        <IconCheck size={16} stroke={2.25} aria-hidden /> {t('matrix.yes')}
      </td>
    );
  }
  const given = network.unsupported.find(({ capability }) => capability === row)?.reason;
  return (
    <td className={classes.no}>
      <span className={classes.noTitle}>
        <IconX size={16} stroke={2} aria-hidden /> {t('matrix.no')}
      </span>
      <span className={classes.reason} dir="auto">
        {given ? texts.reason(network.id, row, given) : t('matrix.notOffered')}
      </span>
    </td>
  );
}

export function CapabilityMatrix({ networks }: { networks: Network[] }) {
  const { t, i18n } = useTranslation('channels');
  const label = (row: string): string => {
    const key = row.startsWith('metrics.')
      ? `capabilities.metricsOf.${row.slice('metrics.'.length)}`
      : `capabilities.${row}`;
    return i18n.exists(`channels:${key}`) ? t(key) : row;
  };
  return (
    <div className={classes.matrixScroll} tabIndex={0} role="region" aria-label={t('matrix.title')}>
      <table className={classes.matrix}>
        <thead>
          <tr>
            <th scope="col">{t('matrix.capability')}</th>
            {networks.map((network) => (
              <th key={network.id} scope="col">
                <span className={classes.networkHead}>
                  <NetworkIcon network={network.id} decorative /> {network.name}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(networks).map((row) => (
            <tr key={row}>
              <th scope="row">{label(row)}</th>
              {networks.map((network) => (
                <Cell key={network.id} network={network} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
