"""One epoch of SASRec with sampled cross-entropy in PyTorch, eager mode: on packed rows as they come, and on one padded row a customer. Prints one JSON line."""
import json, math, sys, time
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

folder, items, rows, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
T, B, D, NEG = 50, 16, 64, 256
torch.set_num_threads(1)
torch.manual_seed(0)
read = lambda name: torch.from_numpy(np.fromfile(f'{folder}/{name}', dtype=np.int32).astype(np.int64))

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.items = nn.Embedding(items + 1, D); self.places = nn.Embedding(T, D)
        nn.init.normal_(self.items.weight, std=.02); nn.init.normal_(self.places.weight, std=.02)
        self.n1, self.n2, self.last = nn.LayerNorm(D), nn.LayerNorm(D), nn.LayerNorm(D)
        self.qkv, self.out = nn.Linear(D, 3 * D), nn.Linear(D, D)
        self.up, self.down = nn.Linear(D, 4 * D), nn.Linear(4 * D, D)
        self.drop = nn.Dropout(.2)
        self.register_buffer('lower', torch.ones(T, T).tril().bool())
    def forward(self, seq, place, segment):
        x = self.drop(self.items(seq) * math.sqrt(D) + self.places(place))
        q, k, v = self.qkv(self.n1(x)).chunk(3, -1)
        mask = self.lower & (segment[:, :, None] == segment[:, None, :])
        x = x + self.drop(self.out(F.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=.2)))
        return self.last(x + self.drop(self.down(F.gelu(self.up(self.n2(x))))))

def epoch(net, opt, seq, place, segment, nxt, negatives, batch):
    for at in range(0, len(seq) - batch + 1, batch):
        s = slice(at, at + batch)
        opt.zero_grad()
        h = net(seq[s], place[s], segment[s]).reshape(-1, D)
        truth = nxt[s].reshape(-1); drawn = negatives[at // batch]
        own = (h * net.items(truth)).sum(1, keepdim=True)
        others = (h @ net.items(drawn).T).masked_fill(truth[:, None] == drawn[None], -1e9)
        each = F.cross_entropy(torch.cat([own, others], 1), torch.zeros(len(h), dtype=torch.long), reduction='none')
        real = (truth > 0).float()
        ((each * real).sum() / real.sum()).backward()
        opt.step()

def best(*data, batch):
    net = Net(); opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    wall, cpu = [], []
    for _ in range(rounds):
        t, c = time.perf_counter(), time.process_time()
        epoch(net, opt, *data, batch)
        wall.append((time.perf_counter() - t) * 1000); cpu.append((time.process_time() - c) * 1000)
    return {'wallMs': min(wall), 'cpuMs': min(cpu)}

packed = [read(n).reshape(rows, T) for n in ('seq', 'place', 'segment', 'next')]
negative = read('negative').reshape(rows, -1)
packed_negatives = negative[: rows // B * B].reshape(rows // B, -1)
start, item = read('start').numpy(), read('item').numpy()
users = len(start) - 1
padded = [torch.zeros(users, T, dtype=torch.long) for _ in range(4)]
for u in range(users):
    own = item[start[u]:start[u + 1]][-T - 1:] + 1
    n = len(own) - 1
    if n < 1: continue
    for k, v in enumerate((own[:-1], np.arange(n), np.ones(n), own[1:])): padded[k][u, T - n:] = torch.from_numpy(np.asarray(v, dtype=np.int64))
result = {'packed': best(*packed, packed_negatives, batch=B), 'padded': best(*padded, torch.randint(1, items + 1, (users // 128 + 1, NEG)), batch=128), 'version': torch.__version__}
print(json.dumps(result))
