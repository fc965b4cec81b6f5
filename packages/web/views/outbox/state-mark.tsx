// The marks on a message that is being sent, or was just sent. They move nothing.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { Icon, type IconName } from '../icons.tsx';

/** Long enough to be noticed. */
const SENT_VISIBLE_MS = 4_000;

/** The mark on a message that it, or a change of it, is being sent. */
export function SendingMark() {
  return <StateMark icon="sending" label={t.sending} />;
}

/** The mark on the reader's own message that it was sent. It disappears. */
export function SentMark() {
  const [visible, setVisible] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(false), SENT_VISIBLE_MS);
    return () => clearTimeout(timer);
  }, []);
  return visible ? <StateMark icon="check" label={t.sent} /> : null;
}

function StateMark({ icon, label }: { icon: IconName; label: string }) {
  return (
    <p class="state-mark" title={label}>
      <Icon name={icon} />
      <span class="visually-hidden">{label}</span>
    </p>
  );
}
