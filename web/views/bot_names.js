// What the bots are called, for those who name one: {id: name}.
import { api } from '../api.js';

export const botNames = async () => Object.fromEntries((await api.bots()).map(({ id, name }) => [id, name]));
