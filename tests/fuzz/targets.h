#pragma once

#include <cstddef>
#include <cstdint>

// What is fuzzed: each takes any bytes and must neither crash nor hang. They abort where a
// promise is broken (a position outside the text, an error without words).
namespace aegisx::fuzz {

void migrationFile(const uint8_t *data, size_t size);
void manifest(const uint8_t *data, size_t size);
void dotenv(const uint8_t *data, size_t size);

} // namespace aegisx::fuzz
