/**
 * The HTTP API's requests and answers as records, in the words and units of the wire. The OpenAPI 3.1 document {@code
 * openapi.yaml} describes the paths; no server of this product implements it yet.
 */
@NullMarked
package dev.videocompilation.contract.api;

import org.jspecify.annotations.NullMarked;
