import { useState } from 'react';
import { Modal } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Network } from '../../api/types';
import { NetworkIcon } from '../../components/network-icon';
import { ConnectForm } from './connect-form';
import classes from './channels.module.css';

interface ConnectDialogProps {
  networks: Network[];
  initialNetwork: string | null;
  onClose: () => void;
}

function NetworkChoice({ networks, onChoose }: { networks: Network[]; onChoose: (id: string) => void }) {
  const { t } = useTranslation('channels');
  return (
    <>
      <p className={classes.question}>{t('dialog.chooseNetwork')}</p>
      <ul className={classes.choices}>
        {networks.map((network) => (
          <li key={network.id}>
            <button type="button" className={classes.choice} onClick={() => onChoose(network.id)}>
              <NetworkIcon network={network.id} size={26} decorative />
              <span className={classes.choiceText}>
                <strong>{network.name}</strong>
                <span>{t(network.connect.method === 'oauth' ? 'dialog.byOauth' : 'dialog.byCredentials')}</span>
              </span>
              <IconChevronRight size={18} className="dv-flip" aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function ConnectDialog({ networks, initialNetwork, onClose }: ConnectDialogProps) {
  const { t } = useTranslation(['channels', 'common']);
  const [networkId, setNetworkId] = useState(initialNetwork);
  const network = networks.find((candidate) => candidate.id === networkId);
  return (
    <Modal
      opened
      onClose={onClose}
      title={network ? t('dialog.titleFor', { network: network.name }) : t('dialog.title')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      {network ? (
        <ConnectForm
          key={network.id}
          network={network}
          onConnected={onClose}
          onOther={networks.length > 1 ? () => setNetworkId(null) : null}
        />
      ) : (
        <NetworkChoice networks={networks} onChoose={setNetworkId} />
      )}
    </Modal>
  );
}
