"""RSA-SHA256 (PKCS#1 v1.5) with keys as PEM or as the bare base64 that Alipay's pages hand out."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)


class KeyUnreadable(Exception):
    """The key is no RSA key that can be read."""


def verifies(content: bytes, signature: str, public_key: str) -> bool:
    """Whether the signature (base64) is right; raises KeyUnreadable."""
    key = _public(public_key)
    try:
        key.verify(base64.b64decode(signature, validate=True), content, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def sign(content: bytes, private_key: str) -> str:
    """The signature in base64; raises KeyUnreadable."""
    try:
        text = private_key.strip()
        raw = text.encode()
        key = (
            load_pem_private_key(raw, None)
            if text.startswith("-----")
            else load_der_private_key(base64.b64decode("".join(text.split()), validate=True), None)
        )
    except (binascii.Error, ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnreadable("the private key cannot be read") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise KeyUnreadable("the private key is no RSA key")
    return base64.b64encode(key.sign(content, padding.PKCS1v15(), hashes.SHA256())).decode()


def _public(text: str) -> rsa.RSAPublicKey:
    text = text.strip()
    try:
        key = (
            load_pem_public_key(text.encode())
            if text.startswith("-----")
            else load_der_public_key(base64.b64decode("".join(text.split()), validate=True))
        )
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        raise KeyUnreadable("the public key cannot be read") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise KeyUnreadable("the public key is no RSA key")
    return key
