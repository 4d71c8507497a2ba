"""Real models of two layers, 32 wide, with random weights, and a byte-level tokenizer, saved as a hub would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    PreTrainedTokenizerFast,
    T5Config,
    T5ForConditionalGeneration,
)

from mtnlg_cli.domain import Brief, Channel, ChannelField, Product, Prompt

torch.set_num_threads(1)  # models this small only lose by a second thread

SPECIAL = ("<pad>", "<s>", "</s>", "<|im_start|>", "<|im_end|>")
PLAIN_CONTROL = "<tool_call>"
CHAT_TEMPLATE = (
    "<s>{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
CONTEXT = 512


def make_tokenizer(*, chat_template: str | None = CHAT_TEMPLATE) -> PreTrainedTokenizerFast:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: index for index, token in enumerate([*SPECIAL, *alphabet, "th", "the"])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[("t", "h"), ("th", "e")]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in SPECIAL])
    tokenizer.add_tokens([AddedToken(PLAIN_CONTROL, special=False, normalized=False)])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        additional_special_tokens=["<|im_start|>", "<|im_end|>"],
    )
    fast.chat_template = chat_template
    return fast


def _causal(kind: str, size: int) -> Any:
    common = {"vocab_size": size, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
    if kind == "gpt2":
        return GPT2LMHeadModel(GPT2Config(**common, n_embd=32, n_layer=2, n_head=2, n_positions=CONTEXT))
    shape = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    shape |= {"num_key_value_heads": 2, "max_position_embeddings": CONTEXT}
    if kind == "mistral":
        return MistralForCausalLM(MistralConfig(**common, **shape, sliding_window=24))
    return LlamaForCausalLM(LlamaConfig(**common, **shape))


def _seq2seq(kind: str, size: int) -> Any:
    common = {"vocab_size": size, "d_model": 32, "eos_token_id": 2, "pad_token_id": 0, "bos_token_id": 1}
    if kind == "t5":
        return T5ForConditionalGeneration(
            T5Config(**common, d_ff=64, d_kv=8, num_layers=2, num_heads=4, decoder_start_token_id=0)
        )
    layers = {"encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4, "decoder_attention_heads": 4}
    return BartForConditionalGeneration(
        BartConfig(
            **common,
            **layers,
            encoder_ffn_dim=64,
            decoder_ffn_dim=64,
            max_position_embeddings=CONTEXT,
            decoder_start_token_id=1,
            forced_bos_token_id=None,
            forced_eos_token_id=None,
        )
    )


def save_model(folder: Path, kind: str = "llama", *, chat: bool = True, scale: float = 6.0) -> Path:
    """A model folder; `scale` spreads the logits so that the most likely token leads clearly."""
    torch.manual_seed(20)
    tokenizer = make_tokenizer(chat_template=CHAT_TEMPLATE if chat else None)
    size = len(tokenizer)
    model = (_seq2seq if kind in ("t5", "bart") else _causal)(kind, size)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(scale if parameter.shape[0] == size else 2.0)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


ONE_FIELD = Channel(
    id="note",
    name="Note",
    fields=(ChannelField(name="text", counter="cp", source="test", verified_on="2026-01-01", multiline=True),),
)


def make_prompt(user: str, *, system: str = "", key: str | None = None, channel: Channel = ONE_FIELD) -> Prompt:
    return Prompt(
        product=Product(id="P", language="en", title="Pan"),
        brief=Brief(),
        channel=channel,
        language="en",
        template="note/en",
        system=system,
        user=user,
        sha256="0" * 64,
        row_key=user if key is None else key,
    )
