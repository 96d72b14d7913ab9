"""The same training steps in PyTorch, eager mode. Prints one JSON line a measurement: {case, threads, wallMs, cpuMs, version}."""
import json, math, sys, time
import torch
from torch import nn
import torch.nn.functional as F

def best(step, steps, rounds):
    """Least time of a step in milliseconds: of the wall, and of the processors."""
    wall, cpu = [], []
    for r in range(rounds + 1):
        t, c = time.perf_counter(), time.process_time()
        for s in range(steps): step(s)
        wall.append((time.perf_counter() - t) / steps * 1000)
        cpu.append((time.process_time() - c) / steps * 1000)
    return min(wall[1:]), min(cpu[1:])

def mlp(hidden, batch, steps):
    sizes = [28] + hidden + [1]
    layers = []
    for i in range(len(sizes) - 1):
        layers.append(nn.Linear(sizes[i], sizes[i + 1]))
        if i < len(sizes) - 2: layers.append(nn.ReLU())
    net = nn.Sequential(*layers)
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    loss = nn.BCEWithLogitsLoss()
    x = torch.randn(steps, batch, 28)
    y = torch.randint(0, 2, (steps, batch)).float()
    def step(s):
        opt.zero_grad()
        loss(net(x[s]).squeeze(-1), y[s]).backward()
        opt.step()
    return step

class TabmLite(nn.Module):
    """k 16, two blocks of 256, piecewise linear embedding of 24 bins in 8 dimensions, version B."""
    def __init__(self, features=17, k=16, d=256, bins=24, width=8):
        super().__init__()
        edges = torch.linspace(-3, 3, bins + 1).repeat(features, 1)
        self.register_buffer('left', edges[:, :-1]); self.register_buffer('inv', 1 / (edges[:, 1:] - edges[:, :-1]))
        low = torch.zeros(features, bins); low[:, 0] = -1e30
        high = torch.ones(features, bins); high[:, -1] = 1e30
        self.register_buffer('low', low); self.register_buffer('high', high)
        self.w = nn.Parameter(torch.zeros(features, bins, width)); self.b = nn.Parameter(torch.rand(features, width)); self.slope = nn.Parameter(torch.rand(features, width))
        self.r = nn.Parameter(torch.randn(k, features * width))
        self.l1 = nn.Linear(features * width, d); self.l2 = nn.Linear(d, d)
        self.head = nn.Parameter(torch.randn(k, d, 1) / math.sqrt(d)); self.hb = nn.Parameter(torch.zeros(k, 1, 1))
        self.k = k
    def forward(self, x):
        raw = (x[:, :, None] - self.left) * self.inv
        enc = torch.minimum(torch.maximum(raw, self.low), self.high)
        e = torch.bmm(enc.transpose(0, 1), self.w).transpose(0, 1) + self.b + x[:, :, None] * self.slope
        h = e.reshape(x.shape[0], 1, -1) * self.r
        h = F.relu(self.l2(F.relu(self.l1(h))))
        return torch.baddbmm(self.hb, h.transpose(0, 1), self.head).squeeze(-1).transpose(0, 1)

def tabm(batch, steps):
    net = TabmLite()
    opt = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=3e-4)
    x = torch.randn(steps, batch, 17)
    y = torch.randint(0, 2, (steps, batch)).float()
    def step(s):
        opt.zero_grad()
        z = net(x[s])
        F.binary_cross_entropy_with_logits(z, y[s][:, None].expand_as(z)).backward()
        opt.step()
    return step

class Block(nn.Module):
    def __init__(self, d=64, heads=2):
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.qkv, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.up, self.down = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.heads = heads
    def forward(self, x):
        B, T, d = x.shape
        q, k, v = self.qkv(self.n1(x)).view(B, T, 3 * self.heads, d // self.heads).transpose(1, 2).chunk(3, 1)
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(a.transpose(1, 2).reshape(B, T, d))
        return x + self.down(F.gelu(self.up(self.n2(x))))

class Sequence(nn.Module):
    def __init__(self, items=3417, d=64, length=50):
        super().__init__()
        self.items = nn.Embedding(items, d); self.pos = nn.Parameter(torch.zeros(length, d))
        self.blocks = nn.Sequential(Block(), Block()); self.norm = nn.LayerNorm(d)
    def forward(self, seq): return self.norm(self.blocks(self.items(seq) + self.pos))

def transformer(batch, steps, length=50, items=3417, negatives=256):
    net = Sequence()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    seq = torch.randint(0, items, (steps, batch, length)); pos = torch.randint(0, items, (steps, batch * length)); neg = torch.randint(0, items, (steps, negatives))
    def step(s):
        opt.zero_grad()
        h = net(seq[s]).reshape(batch * length, -1)
        truth = (h * net.items(pos[s])).sum(1, keepdim=True)
        others = h @ net.items(neg[s]).T
        others = others - (pos[s][:, None] == neg[s][None]).float() * 1e9
        z = torch.cat([truth, others], 1)
        F.cross_entropy(z, torch.zeros(len(z), dtype=torch.long)).backward()
        opt.step()
    return step

CASES = {
    '28-50-1 @256': (lambda: mlp([50], 256, 40), 40, 40),
    '28-256-256-1 @256': (lambda: mlp([256, 256], 256, 40), 40, 8),
    '28-512-512-512-1 @1024': (lambda: mlp([512] * 3, 1024, 6), 6, 5),
    'TabM-lite @256': (lambda: tabm(256, 6), 6, 5),
    'causal transformer @128': (lambda: transformer(128, 4), 4, 4),
}

torch.manual_seed(0)
case, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
make, steps, rounds = CASES[case]
wall, cpu = best(make(), steps, rounds)
print(json.dumps({'case': case, 'threads': threads, 'wallMs': wall, 'cpuMs': cpu, 'version': torch.__version__}), flush=True)
