// The words for what happens in a call (domain/call_record.h, StepKind).
import { t, word } from '../i18n.js';

const FAMILIES = {
  // domain/stream_talk.h: the greeting's mark; that of a later turn carries its number
  mark: (detail) => (/^greeting_done(-\d+)?$/.test(detail) ? t('timeline.greeting_done') : detail),
  audio: (detail) => word('said', detail),
  interrupted: (detail) => word('interrupted', detail),
  closed: (detail) => word('end', detail),
};

export const stepDetail = ({ kind, detail }) => (detail === '' ? '' : (FAMILIES[kind]?.(detail) ?? detail));

export function stepText(step) {
  const detail = stepDetail(step);
  const kind = word('step', step.kind);
  return detail === '' ? kind : `${kind}: ${detail}`;
}
