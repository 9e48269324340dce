#pragma once

#include "core/base/error.h"

#include <tl/expected.hpp>

#include <utility>

namespace aegisx {

template <typename T> using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Error error)
{
    return tl::make_unexpected(std::move(error));
}

[[nodiscard]] inline tl::unexpected<Error>
fail(ErrorKind kind, QString message, QString remedy = {})
{
    return fail(Error {kind, std::move(message), {}, std::move(remedy), {}});
}

} // namespace aegisx
