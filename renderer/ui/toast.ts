// What a short message at the foot of the window holds.
export interface Toast {
  id: number;
  text: string;
  tone: 'neutral' | 'ok' | 'danger';
  action?: { label: string; run: () => void };
}
