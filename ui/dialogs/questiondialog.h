#pragma once

#include "ui/dialogs/dialogservice.h"
#include "ui/dialogs/sitedialog.h"

namespace aegisx::ui {

// A question about one site, whose header stands above it. Cancel is the default button.
class QuestionDialog final : public SiteDialog
{
    Q_OBJECT

public:
    // The question's site must be set.
    explicit QuestionDialog(const Question &question, QWidget *parent = nullptr);

private:
    void retranslate() override { } // all of it stays in the language of the question
};

} // namespace aegisx::ui
