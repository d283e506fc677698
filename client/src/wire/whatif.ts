/** What would be if: views/whatif.py. */


export interface WhatIfGateView {
  gate: string;
  name: string;
  distance: string;
  at_m: number;
  cutoff_s: number | null;
  would_be_s: number | null;
  late: number;
  would_be_late: number;
}

export interface WhatIfStationView {
  station: string;
  name: string;
  at_m: number;
  closed: boolean;
  sweep_s: number | null;
  would_be_sweep_s: number | null;
  to_come_after: number;
  would_be_to_come_after: number;
  gap_m: number;
}

export interface WhatIfView {
  limit_extra_s: number;
  sweep_slower: number;
  closed: string[];
  in_time: number;
  would_be_in_time: number;
  gates: WhatIfGateView[];
  stations: WhatIfStationView[];
  finish_by: [number, number][];
  said: string[];
}
