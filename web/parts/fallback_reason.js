// Why another voice speaks than the one that was asked for, in the reader's language where the case is known.
import { t } from '../i18n.js';

/** What src/speech says, as it begins or as it is; what a vendor says stays as it is. */
const KNOWN = [
  ['elevenlabs: no API key is configured', 'elevenlabs_key'],
  ['elevenlabs: 401', 'elevenlabs_refused'],
  ['elevenlabs: no audio in time', 'late'],
  ['command: none is configured', 'command'],
  ['builtin: speaks Latin script only', 'latin'],
  ['builtin: nothing to speak', 'nothing'],
  ['no greeting audio in time', 'late'],
  ['the speech workers are busy', 'busy'],
];

export function fallbackReason(reason) {
  const found = KNOWN.find(([begin]) => reason.startsWith(begin));
  return found ? t(`player.reason.${found[1]}`) : reason;
}
