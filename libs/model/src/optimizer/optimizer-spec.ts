export type OptimizerKind = 'sgd' | 'momentum' | 'nesterov' | 'rmsprop' | 'adam' | 'adamw';

/** The learning rate is not here: it comes with each step, from the schedule. */
export type OptimizerSpec = {
  kind: OptimizerKind;
  /** momentum and nesterov, default 0.9 */
  momentum?: number;
  /** rmsprop's memory, default 0.9 */
  rho?: number;
  /** adam's first memory, default 0.9 */
  beta1?: number;
  /** adam's second memory, default 0.999 */
  beta2?: number;
  /** default 1e-8 (adam), 1e-7 (rmsprop) */
  epsilon?: number;
  /** Decoupled decay, adamw only: `w ← w·(1 − rate·weightDecay)`. Name a per-step number to schedule it. */
  weightDecay?: number | { scalar: string };
  /** L2 penalty ½·l2·‖w‖², added to the gradient and left out of the reported loss. */
  l2?: number;
  clip?: { norm?: number; value?: number };
  /** Exponential moving average of the weights, used by predict and evaluate. */
  ema?: { decay: number };
};
