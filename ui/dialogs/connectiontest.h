#pragma once

#include "core/inspection/connectionprobe.h"
#include "core/sites/secretstore.h"
#include "core/sites/siteprofile.h"

#include <QList>
#include <QWidget>

#include <memory>
#include <optional>
#include <stop_token>

class QPushButton;

namespace aegisx::ui {

class Banner;
class BusyIndicator;
class Card;
class Foldout;
class KeyValueGrid;
class WrappedLabel;

// Tries a connection on a worker and says in words what stands at its other end, or why it was
// not reached and what to do.
class ConnectionTest final : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionTest(std::shared_ptr<sites::SecretStore> secrets, QWidget *parent = nullptr);
    ~ConnectionTest() override; // the test under way, if any, is told to stop

    // The connection holds the password that was typed; where there is none and the profile keeps
    // one, it is fetched from the keychain. Takes the place of a test under way.
    void start(const sites::SiteProfile &profile);
    void cancel();
    void clear(); // what was found no longer fits what is typed
    [[nodiscard]] bool isRunning() const { return m_running; }
    void focusCancel(); // while it is running
    void retranslate();

Q_SIGNALS:
    void runningChanged();
    void resized(); // what it says needs another height

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    using Answer = Result<inspection::ConnectionProbe>;

    void layOut();
    void setRunning(bool running);
    void take(const Answer &answer);
    void showProbe(const inspection::ConnectionProbe &probe);
    void showError(const Error &error);
    void showFindings(const Findings &findings);
    void showAnswer();

    std::shared_ptr<sites::SecretStore> m_secrets;
    Card *m_card;
    QWidget *m_progress;
    BusyIndicator *m_busy;
    WrappedLabel *m_what;
    QPushButton *m_cancel;
    Banner *m_banner;
    KeyValueGrid *m_facts;
    Foldout *m_details;
    WrappedLabel *m_detailText;
    QWidget *m_findings;
    QString m_place; // what is being tried
    std::optional<Answer> m_answer;
    std::stop_source m_stop;
    int m_round = 0; // an answer to an earlier round is not wanted any more
    bool m_running = false;
};

} // namespace aegisx::ui
