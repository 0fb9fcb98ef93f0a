import { Store } from "@/lib/store";

/** Whether the browser lets this page be heard: only once somebody has clicked or pressed a key in it. */
export const audible = new Store(false);

let context: AudioContext | null = null;

function become(): void {
  audible.set(context?.state === "running");
}

/** Begins to be able to make sounds. Of use within a click or a key press only, and harmless elsewhere. */
export async function allowSound(): Promise<boolean> {
  if (!("AudioContext" in globalThis)) return false;
  if (context === null) {
    context = new AudioContext();
    context.addEventListener("statechange", become);
  }
  if (context.state !== "running") {
    // A browser that does not allow it may never answer.
    await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 300))]).catch(() => undefined);
  }
  become();
  return audible.get();
}

/** Two tones, twice; `volume` is 0 to 100. False if the browser does not let it be heard. */
export async function ring(volume: number): Promise<boolean> {
  if (!(await allowSound()) || context === null) return false;
  const begin = context.currentTime + 0.02;
  [0, 0.5].forEach((after) => {
    tone(880, begin + after, volume);
    tone(660, begin + after + 0.18, volume);
  });
  return true;
}

function tone(frequency: number, at: number, volume: number): void {
  if (context === null) return;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = "triangle";
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime((volume / 100) ** 2 * 0.6, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.17);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.18);
}

/** Gets ready with the first click or key press, for as long as a sound is wanted. */
export function getReady(): () => void {
  const ready = () => void allowSound();
  if (navigator.userActivation.hasBeenActive) ready();
  const gestures = ["pointerdown", "keydown"] as const;
  for (const gesture of gestures) document.addEventListener(gesture, ready);
  return () => {
    for (const gesture of gestures) document.removeEventListener(gesture, ready);
  };
}
