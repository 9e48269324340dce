#pragma once

namespace aegisx {

enum class Language { English, Thai };

// Switches the language of every text made from now on. To be called on the main thread, with a
// QCoreApplication; a window gets a LanguageChange event by it.
void setLanguage(Language language);
[[nodiscard]] Language currentLanguage(); // main thread

} // namespace aegisx
