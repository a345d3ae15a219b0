// What this browser remembers of its reader's choices. A browser that refuses to remember is no error.
const PREFIX = 'exogate.';

export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name) ?? '';
  } catch {
    return '';
  }
}

export function remember(name, value) {
  try {
    if (value === '') localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // A private window: the choice holds until it is closed.
  }
}
