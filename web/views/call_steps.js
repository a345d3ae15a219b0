// The words for what happens in a call (domain/call_record.h, StepKind).
import { word } from '../i18n.js';

const FAMILIES = {
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
