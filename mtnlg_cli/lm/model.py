"""The embedded model: a pre-norm encoder-decoder Transformer, deep encoder, shallow decoder, one embedding for all.

The layout is that of pre-norm BART (transformers' MBart class), so that stock tools can run the weights; see export.py.

Shapes: B rows, S source tokens, T target tokens, D model width, H heads, V vocabulary.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

COPY_HELP = 0.5
_POSITION_SCALE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    """Size of the model; `max_source` and `max_target` are in tokens."""

    vocabulary_size: int
    width: int = 256
    heads: int = 4
    feed_forward: int = 1024
    encoder_layers: int = 4
    decoder_layers: int = 2
    max_source: int = 192
    max_target: int = 96
    dropout: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class LayerCache:
    """Keys and values of one decoder layer, each (B, H, length, D/H)."""

    self_key: Tensor
    self_value: Tensor
    cross_key: Tensor
    cross_value: Tensor


class Attention(nn.Module):
    """Multi-head attention; queries from `x`, keys and values from `memory`."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)

    def split(self, x: Tensor) -> Tensor:  # (B, L, D) -> (B, H, L, D/H)
        return x.view(x.size(0), x.size(1), self.heads, -1).transpose(1, 2)

    def keys_values(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        return self.split(self.key(memory)), self.split(self.value(memory))

    def attend(self, x: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, *, causal: bool = False) -> Tensor:
        mixed = functional.scaled_dot_product_attention(
            self.split(self.query(x)), key, value, attn_mask=mask, is_causal=causal
        )
        projected: Tensor = self.output(mixed.transpose(1, 2).reshape(x.shape))
        return projected


class FeedForward(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.inner = nn.Linear(config.width, config.feed_forward)
        self.outer = nn.Linear(config.feed_forward, config.width)

    def forward(self, x: Tensor) -> Tensor:
        projected: Tensor = self.outer(functional.gelu(self.inner(x)))
        return projected


class EncoderLayer(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(config.width)
        self.attention = Attention(config.width, config.heads)
        self.feed_forward_norm = nn.LayerNorm(config.width)
        self.feed_forward = FeedForward(config)
        self.dropout = nn.Dropout(config.dropout) if config.dropout else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        normed = self.attention_norm(x)
        x = x + self.dropout(self.attention.attend(normed, *self.attention.keys_values(normed), mask))
        out: Tensor = x + self.dropout(self.feed_forward(self.feed_forward_norm(x)))
        return out


class DecoderLayer(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.self_norm = nn.LayerNorm(config.width)
        self.self_attention = Attention(config.width, config.heads)
        self.cross_norm = nn.LayerNorm(config.width)
        self.cross_attention = Attention(config.width, config.heads)
        self.feed_forward_norm = nn.LayerNorm(config.width)
        self.feed_forward = FeedForward(config)
        self.dropout = nn.Dropout(config.dropout) if config.dropout else nn.Identity()

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        normed = self.self_norm(x)
        key, value = self.self_attention.keys_values(normed)
        x = x + self.dropout(self.self_attention.attend(normed, key, value, None, causal=True))
        return self._cross_and_feed(x, *self.cross_attention.keys_values(memory), mask)

    def step(self, x: Tensor, cache: LayerCache, mask: Tensor, position: int) -> Tensor:
        """One token (B, 1, D); writes its key and value at `position` of the preallocated cache."""
        normed = self.self_norm(x)
        key, value = self.self_attention.keys_values(normed)
        cache.self_key[:, :, position] = key[:, :, 0]
        cache.self_value[:, :, position] = value[:, :, 0]
        seen_key, seen_value = cache.self_key[:, :, : position + 1], cache.self_value[:, :, : position + 1]
        x = x + self.self_attention.attend(normed, seen_key, seen_value, None)
        return self._cross_and_feed(x, cache.cross_key, cache.cross_value, mask)

    def _cross_and_feed(self, x: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
        x = x + self.dropout(self.cross_attention.attend(self.cross_norm(x), key, value, mask))
        out: Tensor = x + self.dropout(self.feed_forward(self.feed_forward_norm(x)))
        return out


class EncoderDecoder(nn.Module):
    """Source ids and target ids to next-token logits; id 0 is padding."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary_size, config.width)
        self.source_position = nn.Embedding(config.max_source, config.width)
        self.target_position = nn.Embedding(config.max_target, config.width)
        self.source_norm = nn.LayerNorm(config.width)
        self.target_norm = nn.LayerNorm(config.width)
        self.encoder = nn.ModuleList(EncoderLayer(config) for _ in range(config.encoder_layers))
        self.encoder_norm = nn.LayerNorm(config.width)
        self.decoder = nn.ModuleList(DecoderLayer(config) for _ in range(config.decoder_layers))
        self.decoder_norm = nn.LayerNorm(config.width)
        self.dropout = nn.Dropout(config.dropout) if config.dropout else nn.Identity()
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)
        self._help_to_copy()

    @torch.no_grad()
    def _help_to_copy(self) -> None:
        """Starts the last cross-attention as a copyist, who reads the source along and writes what stands there.

        Values and outputs pass on what is attended to: with one embedding for all, that token becomes likelier as the
        next one. Queries and keys look for what is like themselves, and target position i starts as source position
        i + 1: the token after the opening mark, and so on. Positions start as strong as tokens do.
        """
        attention = self.decoder[-1].cross_attention
        assert isinstance(attention, Attention)
        for projection in (attention.query, attention.key, attention.value, attention.output):
            projection.weight += COPY_HELP * torch.eye(self.config.width)
        nn.init.normal_(self.source_position.weight, std=_POSITION_SCALE)
        size = min(self.config.max_target, self.config.max_source - 1)
        self.target_position.weight[:size] = self.source_position.weight[1 : 1 + size]

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """(B, S) ids -> states (B, S, D) and attention mask (B, 1, 1, S), True where a token stands."""
        mask = (source != 0)[:, None, None, :]
        positions = torch.arange(source.size(1), device=source.device)
        x = self.dropout(self.source_norm(self._embed(source) + self.source_position(positions)))
        for layer in self.encoder:
            x = layer(x, mask)
        return self.encoder_norm(x), mask

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """(B, S) and (B, T) ids -> logits (B, T, V) for the token after each target position."""
        return self.decode(target, *self.encode(source))

    def decode(self, target: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        """(B, T) ids over encoder states (B, S, D) -> logits (B, T, V)."""
        positions = torch.arange(target.size(1), device=target.device)
        x = self.dropout(self.target_norm(self._embed(target) + self.target_position(positions)))
        for layer in self.decoder:
            x = layer(x, memory, mask)
        return self._logits(self.decoder_norm(x))

    def masked_logits(self, states: Tensor) -> Tensor:
        """Encoder states (N, D) of masked positions -> logits (N, V) of the token that stood there."""
        return self._logits(states)

    def start_cache(self, memory: Tensor, *, length: int) -> list[LayerCache]:
        """Empty self-attention caches for `length` tokens and the cross-attention keys of the encoder states."""
        caches = []
        for layer in self.decoder:
            assert isinstance(layer, DecoderLayer)
            key, value = layer.cross_attention.keys_values(memory)
            shape = (memory.size(0), key.size(1), length, key.size(3))
            caches.append(LayerCache(memory.new_zeros(shape), memory.new_zeros(shape), key, value))
        return caches

    def step(self, token: Tensor, caches: list[LayerCache], mask: Tensor, position: int) -> Tensor:
        """(B,) ids at `position` -> logits (B, V) of the next token."""
        x = self.target_norm(self._embed(token[:, None]) + self.target_position.weight[position])
        for layer, cache in zip(self.decoder, caches, strict=True):
            assert isinstance(layer, DecoderLayer)
            x = layer.step(x, cache, mask, position)
        return self._logits(self.decoder_norm(x))[:, 0]

    def _embed(self, ids: Tensor) -> Tensor:
        embedded: Tensor = self.embedding(ids) * self.config.width**0.5
        return embedded

    def _logits(self, x: Tensor) -> Tensor:
        return functional.linear(x, self.embedding.weight)
